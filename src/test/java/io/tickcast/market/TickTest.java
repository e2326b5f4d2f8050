package io.tickcast.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickTest {
    private static TickBuilder bitcoin() {
        TickBuilder tick = new TickBuilder()
                .exchange("binance")
                .symbol("BTCUSDT")
                .eventTime(1_000)
                .receivedAt(1_000_500);
        tick.figure(DecimalField.PRICE, "95000.00");
        return tick;
    }

    @Test
    void theDigitsStayAsTheyWereWithTheirTrailingZeros() {
        TickBuilder building = bitcoin();
        building.figure(DecimalField.CHANGE_24H, "-0.500");
        building.figure(DecimalField.ASK, "0.00000000");
        Tick tick = building.build();
        assertThat(tick.digits(DecimalField.PRICE)).isEqualTo("95000.00");
        assertThat(tick.digits(DecimalField.CHANGE_24H)).isEqualTo("-0.500");
        assertThat(tick.digits(DecimalField.ASK)).isEqualTo("0.00000000");
    }

    @Test
    void digitsThatNoDoubleHoldsStayToo() {
        TickBuilder building = bitcoin();
        building.figure(DecimalField.PRICE, "0.1000000000000000055511151231257827");
        assertThat(building.build().digits(DecimalField.PRICE)).isEqualTo("0.1000000000000000055511151231257827");
    }

    @Test
    void aFigureThatWasNotSentIsAbsentAndEmpty() {
        Tick tick = bitcoin().build();
        for (DecimalField field : DecimalField.values()) {
            assertThat(tick.has(field)).as("%s", field).isEqualTo(field == DecimalField.PRICE);
            assertThat(tick.digits(field)).isEqualTo(field == DecimalField.PRICE ? "95000.00" : "");
        }
    }

    @Test
    void everyFigureKeepsItsOwnDigitsBesideItsNeighbours() {
        TickBuilder building = bitcoin();
        for (DecimalField field : DecimalField.values()) {
            // As many digits as its place, so that no two offsets agree by chance.
            building.figure(field, Integer.toString(field.ordinal() + 1).repeat(field.ordinal() + 1));
        }
        Tick tick = building.build();
        for (DecimalField field : DecimalField.values()) {
            String digits = Integer.toString(field.ordinal() + 1).repeat(field.ordinal() + 1);
            assertThat(tick.digits(field)).as("%s", field).isEqualTo(digits);
            assertThat(tick.length(field)).as("length of %s", field).isEqualTo(digits.length());
        }
    }

    @Test
    void allFiguresMayBeAsLongAsTheyCan() {
        TickBuilder building = bitcoin();
        for (DecimalField field : DecimalField.values()) {
            assertThat(building.figure(
                            field, Integer.toString(field.ordinal() % 9 + 1).repeat(DecimalField.MAX_LENGTH)))
                    .isTrue();
        }
        Tick tick = building.build();
        for (DecimalField field : DecimalField.values()) {
            assertThat(tick.digits(field))
                    .isEqualTo(Integer.toString(field.ordinal() % 9 + 1).repeat(DecimalField.MAX_LENGTH));
        }
    }

    @Test
    void aGapBetweenFiguresShiftsNone() {
        TickBuilder building = bitcoin();
        building.figure(DecimalField.HIGH, "96000.1");
        building.figure(DecimalField.ASK, "95000.2");
        Tick tick = building.build();
        assertThat(tick.digits(DecimalField.HIGH)).isEqualTo("96000.1");
        assertThat(tick.digits(DecimalField.ASK)).isEqualTo("95000.2");
        assertThat(tick.has(DecimalField.BID)).isFalse();
    }

    @Test
    void aRefusedFigureLeavesWhatWasThere() {
        TickBuilder building = bitcoin();
        assertThat(building.figure(DecimalField.PRICE, "1e5")).isFalse();
        assertThat(building.build().digits(DecimalField.PRICE)).isEqualTo("95000.00");
    }

    @Test
    void aShorterFigureTakesThePlaceOfALongerOne() {
        TickBuilder building = bitcoin();
        building.figure(DecimalField.PRICE, "7");
        assertThat(building.build().digits(DecimalField.PRICE)).isEqualTo("7");
    }

    @Test
    void aTickDoesNotChangeWhenItsBuilderIsUsedAgain() {
        TickBuilder building = bitcoin();
        Tick first = building.build();
        building.clear()
                .exchange("okx")
                .symbol("ETHUSDT")
                .eventTime(2_000)
                .demo(true)
                .figure(DecimalField.PRICE, "11111.11");
        Tick second = building.build();
        assertThat(first).isEqualTo(bitcoin().build());
        assertThat(first.digits(DecimalField.PRICE)).isEqualTo("95000.00");
        assertThat(first.isDemo()).isFalse();
        assertThat(second.digits(DecimalField.PRICE)).isEqualTo("11111.11");
        assertThat(second.receivedAt()).isZero();
    }

    @Test
    void aClearedBuilderKeepsNothing() {
        TickBuilder building = bitcoin();
        building.figure(DecimalField.BID, "1");
        building.test().stored().demo(true).tradeId(7).side(Side.BUY).clear();
        for (DecimalField field : DecimalField.values()) {
            assertThat(building.has(field)).as("%s", field).isFalse();
        }
        assertThatIllegalStateException().isThrownBy(building::build);
        building.exchange("binance").symbol("BTCUSDT").eventTime(1).figure(DecimalField.PRICE, "1");
        assertThat(building.build().marks()).isZero();
        assertThat(building.build().tradeId()).isZero();
        assertThat(building.build().side()).isEqualTo(Side.NONE);
    }

    @Test
    void eachMarkIsItsOwn() {
        assertThat(bitcoin().demo(true).build()).matches(Tick::isDemo).matches(t -> !t.isTest() && !t.isStored());
        assertThat(bitcoin().test().build()).matches(Tick::isTest).matches(t -> !t.isDemo() && !t.isStored());
        assertThat(bitcoin().stored().build()).matches(Tick::isStored).matches(t -> !t.isDemo() && !t.isTest());
        assertThat(bitcoin().demo(true).demo(false).test().build().marks()).isEqualTo(Tick.TEST);
    }

    @Test
    void anAgeIsNeverNegative() {
        Tick tick = bitcoin().build();
        assertThat(tick.age(1_000_700)).isEqualTo(200);
        assertThat(tick.age(1_000_000)).isZero();
    }

    @Test
    void aTickNeedsAPriceATimeAndAnExchange() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new TickBuilder()
                        .exchange("binance")
                        .symbol("BTCUSDT")
                        .eventTime(1)
                        .build());
        assertThatIllegalStateException()
                .isThrownBy(() -> bitcoin().eventTime(0).build());
        assertThatIllegalStateException()
                .isThrownBy(() -> bitcoin().eventTime(-1).build());
        assertThatIllegalStateException()
                .isThrownBy(() -> bitcoin().exchange("").build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "BTC USDT", "BTC\nUSDT", "BTC\"", "BTC\\", "BTC\u2028", "BTC\u0000", "BTC*"})
    void aTickNeedsASymbolThatNeedsNoEscape(String symbol) {
        assertThatIllegalStateException()
                .isThrownBy(() -> bitcoin().symbol(symbol).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bin ance", "bin\nance", "binance\"", "binance\r", "x\u0000"})
    void aTickNeedsAnExchangeThatNeedsNoEscape(String exchange) {
        assertThatIllegalStateException()
                .isThrownBy(() -> bitcoin().exchange(exchange).build());
    }

    @Test
    void ticksAreEqualWhenAllOfThemIs() {
        Tick tick = bitcoin().build();
        assertThat(bitcoin().build()).isEqualTo(tick).hasSameHashCodeAs(tick);
        assertThat(bitcoin().symbol("ETHUSDT").build()).isNotEqualTo(tick);
        assertThat(bitcoin().exchange("okx").build()).isNotEqualTo(tick);
        assertThat(bitcoin().eventTime(1_001).build()).isNotEqualTo(tick);
        assertThat(bitcoin().receivedAt(7).build()).isNotEqualTo(tick);
        assertThat(bitcoin().test().build()).isNotEqualTo(tick);
        TickBuilder other = bitcoin();
        other.figure(DecimalField.PRICE, "95000.01");
        assertThat(other.build()).isNotEqualTo(tick);
    }

    @Test
    void theSameDigitsAsAnotherFigureAreAnotherTick() {
        TickBuilder bid = bitcoin();
        bid.figure(DecimalField.BID, "1");
        TickBuilder ask = bitcoin();
        ask.figure(DecimalField.ASK, "1");
        assertThat(bid.build()).isNotEqualTo(ask.build());
    }
}
