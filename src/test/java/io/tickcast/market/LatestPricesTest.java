package io.tickcast.market;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatestPricesTest {
    private final LatestPrices latestPrices = new LatestPrices();

    private String price(String symbol) {
        return latestPrices
                .newest("binance", symbol)
                .map(held -> held.digits(DecimalField.PRICE))
                .orElse("none");
    }

    @Test
    void theFirstTickOfASymbolIsNews() {
        assertThat(latestPrices.accept(tick("BTCUSDT", 10, "1"))).isTrue();
        assertThat(price("BTCUSDT")).isEqualTo("1");
    }

    @Test
    void aTickOfALaterTimeIsNews() {
        latestPrices.accept(tick("BTCUSDT", 10, "1"));
        assertThat(latestPrices.accept(tick("BTCUSDT", 11, "2"))).isTrue();
        assertThat(price("BTCUSDT")).isEqualTo("2");
    }

    @Test
    void aTickOfTheSameTimeIsNoNews() {
        latestPrices.accept(tick("BTCUSDT", 10, "1"));
        assertThat(latestPrices.accept(tick("BTCUSDT", 10, "2"))).isFalse();
        assertThat(price("BTCUSDT")).isEqualTo("1");
    }

    @Test
    void aStragglerIsNoNews() {
        latestPrices.accept(tick("BTCUSDT", 10, "1"));
        assertThat(latestPrices.accept(tick("BTCUSDT", 9, "2"))).isFalse();
        assertThat(price("BTCUSDT")).isEqualTo("1");
    }

    @Test
    void aTickDatedFarIntoTheFutureGivesWayToOneThatIsNot() {
        long now = 1_700_000_000_000L;
        latestPrices.accept(builder("BTCUSDT", now + 20 * 3_600_000, "1")
                .receivedAt(now * 1_000)
                .build());
        assertThat(latestPrices.accept(builder("BTCUSDT", now + 1_000, "2")
                        .receivedAt((now + 1_000) * 1_000)
                        .build()))
                .isTrue();
        assertThat(price("BTCUSDT")).isEqualTo("2");
    }

    @Test
    void anExchangeWhoseClockIsHoursAheadIsBelieved() {
        long now = 1_700_000_000_000L;
        long ahead = 2 * 3_600_000;
        latestPrices.accept(
                builder("BTCUSDT", now + ahead, "1").receivedAt(now * 1_000).build());
        assertThat(latestPrices.accept(builder("BTCUSDT", now + ahead - 1, "2")
                        .receivedAt((now + 5) * 1_000)
                        .build()))
                .isFalse();
        assertThat(latestPrices.accept(builder("BTCUSDT", now + ahead + 1, "3")
                        .receivedAt((now + 9) * 1_000)
                        .build()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {-8 * 3_600_000L, 8 * 3_600_000L})
    void aStragglerIsNoNewsOfWhicheverClockItsReceiptIs(long moved) {
        long now = 1_700_000_000_000L;
        latestPrices.accept(builder("BTCUSDT", now, "1").receivedAt(now * 1_000).build());
        latestPrices.accept(
                builder("ETHUSDT", now, "1").receivedAt((now + moved) * 1_000).build());
        assertThat(latestPrices.accept(builder("BTCUSDT", now, "2")
                        .receivedAt((now + moved) * 1_000)
                        .build()))
                .isFalse();
        assertThat(latestPrices.accept(builder("BTCUSDT", now - 50_000, "2")
                        .receivedAt((now + moved) * 1_000)
                        .build()))
                .isFalse();
        assertThat(latestPrices.accept(builder("ETHUSDT", now - 50_000, "2")
                        .receivedAt(now * 1_000)
                        .build()))
                .isFalse();
        assertThat(latestPrices.accept(builder("BTCUSDT", now + 1, "3")
                        .receivedAt((now + moved) * 1_000)
                        .build()))
                .isTrue();
    }

    @Test
    void eachSymbolHasItsOwnTime() {
        latestPrices.accept(tick("BTCUSDT", 10, "1"));
        assertThat(latestPrices.accept(tick("ETHUSDT", 5, "2"))).isTrue();
    }

    @Test
    void eachExchangeHasItsOwnTime() {
        latestPrices.accept(tick("BTCUSDT", 10, "1"));
        assertThat(latestPrices.accept(
                        builder("BTCUSDT", 5, "2").exchange("okx").build()))
                .isTrue();
        assertThat(price("BTCUSDT")).isEqualTo("1");
        assertThat(latestPrices.newest("okx")).hasSize(1);
    }

    @Test
    void aTestTickIsNeverTaken() {
        assertThat(latestPrices.accept(builder("BTCUSDT", 10, "1").test().build()))
                .isFalse();
        assertThat(latestPrices.isEmpty()).isTrue();
    }

    @Test
    void aLiveTickTakesThePlaceOfAStoredOneOfTheSameTime() {
        latestPrices.accept(builder("BTCUSDT", 10, "1").stored().build());
        assertThat(latestPrices.accept(tick("BTCUSDT", 10, "1.00"))).isTrue();
        assertThat(price("BTCUSDT")).isEqualTo("1.00");
        assertThat(latestPrices.accept(tick("BTCUSDT", 10, "1.00"))).isFalse();
    }

    @Test
    void aStoredTickTakesThePlaceOfNoneOfTheSameTime() {
        latestPrices.accept(builder("BTCUSDT", 10, "1").stored().build());
        assertThat(latestPrices.accept(builder("BTCUSDT", 10, "2").stored().build()))
                .isFalse();
        latestPrices.accept(tick("BTCUSDT", 11, "3"));
        assertThat(latestPrices.accept(builder("BTCUSDT", 11, "4").stored().build()))
                .isFalse();
        assertThat(price("BTCUSDT")).isEqualTo("3");
    }

    @Test
    void anOlderLiveTickDoesNotTakeThePlaceOfAStoredOne() {
        latestPrices.accept(builder("BTCUSDT", 10, "1").stored().build());
        assertThat(latestPrices.accept(tick("BTCUSDT", 9, "2"))).isFalse();
    }

    private boolean trade(long id, long time, String price) {
        return latestPrices.accept(builder("BTCUSDT", time, price).tradeId(id).build());
    }

    @Test
    void tradesOfOneMillisecondAreNewsInTheOrderOfTheirIds() {
        assertThat(trade(7, 10, "1")).isTrue();
        assertThat(trade(8, 10, "2")).isTrue();
        assertThat(trade(8, 10, "2")).isFalse();
        assertThat(trade(7, 10, "1")).isFalse();
        assertThat(trade(9, 10, "3")).isTrue();
        assertThat(price("BTCUSDT")).isEqualTo("3");
    }

    @Test
    void theIdDecidesWhereTheTimeSaysOtherwise() {
        trade(7, 59_000, "1");
        assertThat(trade(8, 58_990, "2")).isTrue();
        assertThat(trade(7, 59_990, "1")).isFalse();
        assertThat(trade(6, 118_990, "1")).isFalse();
        assertThat(price("BTCUSDT")).isEqualTo("2");
    }

    @Test
    void theSameTradeOfALaterTimeIsNews() {
        trade(7, 10, "1");
        assertThat(trade(7, 9, "1")).isFalse();
        assertThat(trade(7, 11, "1.0")).isTrue();
    }

    @Test
    void idsThatBeginAnewClearlyLaterAreBelieved() {
        trade(700, 10, "1");
        assertThat(trade(1, 60_010, "2")).isFalse();
        assertThat(trade(1, 60_011, "2")).isTrue();
        assertThat(trade(701, 10, "1")).isFalse();
        assertThat(price("BTCUSDT")).isEqualTo("2");
    }

    @Test
    void besideATickWithoutAnIdTheTimeDecides() {
        trade(7, 10, "1");
        assertThat(latestPrices.accept(tick("BTCUSDT", 10, "2"))).isFalse();
        assertThat(latestPrices.accept(tick("BTCUSDT", 11, "2"))).isTrue();
        assertThat(trade(8, 11, "3")).isFalse();
        assertThat(trade(8, 12, "3")).isTrue();
    }

    @Test
    void aTradeTakesThePlaceOfAStoredPriceOfItsTime() {
        latestPrices.accept(builder("BTCUSDT", 10, "1").stored().build());
        assertThat(trade(7, 9, "2")).isFalse();
        assertThat(trade(7, 10, "2")).isTrue();
    }

    @Test
    void itKnowsHowFarItHasCome() {
        Tick second = builder("BTCUSDT", 10, "1").tradeId(8).build();
        assertThat(latestPrices.hasReached(second)).isFalse();
        trade(7, 10, "1");
        assertThat(latestPrices.hasReached(second)).isFalse();
        latestPrices.accept(second);
        assertThat(latestPrices.hasReached(second)).isTrue();
        trade(9, 9, "1");
        assertThat(latestPrices.hasReached(second)).isTrue();
    }

    @Test
    void whatIsNotHeldIsNotThere() {
        assertThat(latestPrices.newest("binance", "BTCUSDT")).isEmpty();
        assertThat(latestPrices.newest("binance")).isEmpty();
        assertThat(latestPrices.isEmpty()).isTrue();
        latestPrices.accept(tick("BTCUSDT", 10, "1"));
        assertThat(latestPrices.isEmpty()).isFalse();
        assertThat(latestPrices.newest("okx", "BTCUSDT")).isEmpty();
    }

    @Test
    void nobodyChangesItFromOutside() {
        latestPrices.accept(tick("BTCUSDT", 10, "1"));
        assertThatThrownBy(() -> latestPrices.newest("binance").clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
