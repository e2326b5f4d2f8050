package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Field;
import io.tickcast.market.Tick;
import io.tickcast.market.TickJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TickEventsTest {
  private final TickEvents events = new TickEvents(new TickJson(List.of(Field.SYMBOL, Field.PRICE)), true);

  private static String text(byte[] event) {
    return new String(event, StandardCharsets.UTF_8);
  }

  @Test
  void anEventNamesItselfAndItsPlaceAndIsOneLineOfData() {
    Tick tick = builder("BTCUSDT", 1, "95000.00").receivedAt(1_704_868_500_123_999L).build();
    assertThat(text(events.event(tick))).isEqualTo("""
        event: price
        id: 1704868500123
        data: {"symbol": "BTCUSDT", "price": 95000.00}

        """);
  }

  @Test
  void aTickIsEncodedOnce() {
    Tick tick = tick("BTCUSDT", 1, "1");
    assertThat(events.event(tick)).isSameAs(events.event(tick));
  }

  @Test
  void theTicksOfOtherSymbolsDoNotPushItOut() {
    Tick tick = tick("BTCUSDT", 1, "1");
    byte[] event = events.event(tick);
    events.event(tick("ETHUSDT", 1, "2"));
    assertThat(events.event(tick)).isSameAs(event);
  }

  @Test
  void theNextTickOfASymbolIsAnotherEvent() {
    byte[] first = events.event(tick("BTCUSDT", 1, "1"));
    assertThat(text(events.event(tick("BTCUSDT", 2, "2")))).contains("\"price\": 2}");
    assertThat(text(first)).contains("\"price\": 1}");
  }

  @Test
  void aTestTickLeavesTheNewestInPlace() {
    Tick tick = tick("BTCUSDT", 1, "1");
    byte[] event = events.event(tick);
    assertThat(text(events.event(builder("BTCUSDT", 2, "77").test().build())))
        .contains("\"price\": 77, \"test\": true}");
    assertThat(events.event(tick)).isSameAs(event);
  }

  @Test
  void anAgeIsInItsOwnEventOnly() {
    Tick tick = tick("BTCUSDT", 1, "1");
    assertThat(text(events.agedEvent(tick, 12_000))).contains("\"price\": 1, \"age_ms\": 12000}");
    assertThat(text(events.event(tick))).contains("\"price\": 1}");
  }

  @Test
  void aLongEventAfterAShortOneIsWhole() {
    events.event(tick("A", 1, "1"));
    String symbol = "币".repeat(32);
    assertThat(text(events.event(tick(symbol, 1, "1".repeat(40))))).contains("\"symbol\": \"" + symbol + "\"")
        .endsWith("1".repeat(40) + "}\n\n");
    assertThat(text(events.event(tick("B", 1, "2")))).endsWith("data: {\"symbol\": \"B\", \"price\": 2}\n\n");
  }
}
