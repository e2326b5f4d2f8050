package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Field;
import io.tickcast.market.Tick;
import io.tickcast.market.TickJson;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Sse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TickEventEncoderTest {
    private final TickEventEncoder events =
            new TickEventEncoder(new TickJson(List.of(Field.SYMBOL, Field.PRICE)), true);

    private static String text(byte[] event) {
        return new String(event, StandardCharsets.UTF_8);
    }

    @Test
    void anEventNamesItselfAndItsPlaceAndIsOneLineOfData() {
        Tick tick = builder("BTCUSDT", 1, "95000.00")
                .receivedAt(1_704_868_500_123_999L)
                .build();
        assertThat(text(events.data(tick))).isEqualTo("""
        data: {"symbol": "BTCUSDT", "price": 95000.00}

        """);
        List<byte[]> parts = new ArrayList<>();
        Sse.appendPrice(EventId.of(1_704_868_500_123L, 0), events.data(tick), parts);
        Sse.appendPrice(events.data(tick), parts);
        assertThat(parts.stream().map(TickEventEncoderTest::text).collect(Collectors.joining()))
                .isEqualTo("""
        event: price
        id: 1704868500123
        data: {"symbol": "BTCUSDT", "price": 95000.00}

        event: price
        data: {"symbol": "BTCUSDT", "price": 95000.00}

        """);
    }

    @Test
    void aTickIsEncodedOnce() {
        Tick tick = tick("BTCUSDT", 1, "1");
        assertThat(events.data(tick)).isSameAs(events.data(tick));
    }

    @Test
    void theTicksOfOtherSymbolsDoNotPushItOut() {
        Tick tick = tick("BTCUSDT", 1, "1");
        byte[] event = events.data(tick);
        events.data(tick("ETHUSDT", 1, "2"));
        assertThat(events.data(tick)).isSameAs(event);
    }

    @Test
    void theNextTickOfASymbolIsAnotherEvent() {
        byte[] first = events.data(tick("BTCUSDT", 1, "1"));
        assertThat(text(events.data(tick("BTCUSDT", 2, "2")))).contains("\"price\": 2}");
        assertThat(text(first)).contains("\"price\": 1}");
    }

    @Test
    void aTestTickLeavesTheNewestInPlace() {
        Tick tick = tick("BTCUSDT", 1, "1");
        byte[] event = events.data(tick);
        assertThat(text(events.data(builder("BTCUSDT", 2, "77").test().build())))
                .contains("\"price\": 77, \"test\": true}");
        assertThat(events.data(tick)).isSameAs(event);
    }

    @Test
    void anAgeIsInItsOwnEventOnly() {
        Tick tick = tick("BTCUSDT", 1, "1");
        assertThat(text(events.aged(tick, 12_000))).contains("\"price\": 1, \"age_ms\": 12000}");
        assertThat(text(events.data(tick))).contains("\"price\": 1}");
    }

    @Test
    void aLongEventAfterAShortOneIsWhole() {
        events.data(tick("A", 1, "1"));
        String symbol = "币".repeat(32);
        assertThat(text(events.data(tick(symbol, 1, "1".repeat(40)))))
                .contains("\"symbol\": \"" + symbol + "\"")
                .endsWith("1".repeat(40) + "}\n\n");
        assertThat(text(events.data(tick("B", 1, "2")))).endsWith("data: {\"symbol\": \"B\", \"price\": 2}\n\n");
    }
}
