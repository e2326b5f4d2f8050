package io.tickcast.market;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriceBookTest {
  private final PriceBook book = new PriceBook();

  private String price(String symbol) {
    return book.newest("binance", symbol).map(held -> held.digits(Figure.PRICE)).orElse("none");
  }

  @Test
  void theFirstTickOfASymbolIsNews() {
    assertThat(book.accept(tick("BTCUSDT", 10, "1"))).isTrue();
    assertThat(price("BTCUSDT")).isEqualTo("1");
  }

  @Test
  void aTickOfALaterTimeIsNews() {
    book.accept(tick("BTCUSDT", 10, "1"));
    assertThat(book.accept(tick("BTCUSDT", 11, "2"))).isTrue();
    assertThat(price("BTCUSDT")).isEqualTo("2");
  }

  @Test
  void aTickOfTheSameTimeIsNoNews() {
    book.accept(tick("BTCUSDT", 10, "1"));
    assertThat(book.accept(tick("BTCUSDT", 10, "2"))).isFalse();
    assertThat(price("BTCUSDT")).isEqualTo("1");
  }

  @Test
  void aStragglerIsNoNews() {
    book.accept(tick("BTCUSDT", 10, "1"));
    assertThat(book.accept(tick("BTCUSDT", 9, "2"))).isFalse();
    assertThat(price("BTCUSDT")).isEqualTo("1");
  }

  @Test
  void aTickDatedFarIntoTheFutureGivesWayToOneThatIsNot() {
    long now = 1_700_000_000_000L;
    book.accept(builder("BTCUSDT", now + 20 * 3_600_000, "1").receivedAt(now * 1_000).build());
    assertThat(book.accept(builder("BTCUSDT", now + 1_000, "2").receivedAt((now + 1_000) * 1_000).build())).isTrue();
    assertThat(price("BTCUSDT")).isEqualTo("2");
  }

  @Test
  void anExchangeWhoseClockIsHoursAheadIsBelieved() {
    long now = 1_700_000_000_000L;
    long ahead = 2 * 3_600_000;
    book.accept(builder("BTCUSDT", now + ahead, "1").receivedAt(now * 1_000).build());
    assertThat(book.accept(builder("BTCUSDT", now + ahead - 1, "2").receivedAt((now + 5) * 1_000).build())).isFalse();
    assertThat(book.accept(builder("BTCUSDT", now + ahead + 1, "3").receivedAt((now + 9) * 1_000).build())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {-8 * 3_600_000L, 8 * 3_600_000L})
  void aStragglerIsNoNewsOfWhicheverClockItsReceiptIs(long moved) {
    long now = 1_700_000_000_000L;
    book.accept(builder("BTCUSDT", now, "1").receivedAt(now * 1_000).build());
    book.accept(builder("ETHUSDT", now, "1").receivedAt((now + moved) * 1_000).build());
    assertThat(book.accept(builder("BTCUSDT", now, "2").receivedAt((now + moved) * 1_000).build())).isFalse();
    assertThat(book.accept(builder("BTCUSDT", now - 50_000, "2").receivedAt((now + moved) * 1_000).build())).isFalse();
    assertThat(book.accept(builder("ETHUSDT", now - 50_000, "2").receivedAt(now * 1_000).build())).isFalse();
    assertThat(book.accept(builder("BTCUSDT", now + 1, "3").receivedAt((now + moved) * 1_000).build())).isTrue();
  }

  @Test
  void eachSymbolHasItsOwnTime() {
    book.accept(tick("BTCUSDT", 10, "1"));
    assertThat(book.accept(tick("ETHUSDT", 5, "2"))).isTrue();
  }

  @Test
  void eachExchangeHasItsOwnTime() {
    book.accept(tick("BTCUSDT", 10, "1"));
    assertThat(book.accept(builder("BTCUSDT", 5, "2").exchange("okx").build())).isTrue();
    assertThat(price("BTCUSDT")).isEqualTo("1");
    assertThat(book.newest("okx")).hasSize(1);
  }

  @Test
  void aTestTickIsNeverTaken() {
    assertThat(book.accept(builder("BTCUSDT", 10, "1").test().build())).isFalse();
    assertThat(book.isEmpty()).isTrue();
  }

  @Test
  void aLiveTickTakesThePlaceOfAStoredOneOfTheSameTime() {
    book.accept(builder("BTCUSDT", 10, "1").stored().build());
    assertThat(book.accept(tick("BTCUSDT", 10, "1.00"))).isTrue();
    assertThat(price("BTCUSDT")).isEqualTo("1.00");
    assertThat(book.accept(tick("BTCUSDT", 10, "1.00"))).isFalse();
  }

  @Test
  void aStoredTickTakesThePlaceOfNoneOfTheSameTime() {
    book.accept(builder("BTCUSDT", 10, "1").stored().build());
    assertThat(book.accept(builder("BTCUSDT", 10, "2").stored().build())).isFalse();
    book.accept(tick("BTCUSDT", 11, "3"));
    assertThat(book.accept(builder("BTCUSDT", 11, "4").stored().build())).isFalse();
    assertThat(price("BTCUSDT")).isEqualTo("3");
  }

  @Test
  void anOlderLiveTickDoesNotTakeThePlaceOfAStoredOne() {
    book.accept(builder("BTCUSDT", 10, "1").stored().build());
    assertThat(book.accept(tick("BTCUSDT", 9, "2"))).isFalse();
  }

  @Test
  void whatIsNotHeldIsNotThere() {
    assertThat(book.newest("binance", "BTCUSDT")).isEmpty();
    assertThat(book.newest("binance")).isEmpty();
    assertThat(book.isEmpty()).isTrue();
    book.accept(tick("BTCUSDT", 10, "1"));
    assertThat(book.isEmpty()).isFalse();
    assertThat(book.newest("okx", "BTCUSDT")).isEmpty();
  }

  @Test
  void nobodyChangesItFromOutside() {
    book.accept(tick("BTCUSDT", 10, "1"));
    assertThatThrownBy(() -> book.newest("binance").clear()).isInstanceOf(UnsupportedOperationException.class);
  }
}
