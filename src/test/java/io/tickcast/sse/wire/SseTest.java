package io.tickcast.sse.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseTest {
    @Test
    void anEventIsANameALineOfDataAndABlankLine() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("message", "已连接");
        data.put("symbols", List.of("A", "B"));
        data.put("demo", true);
        assertThat(Sse.event("connected", data))
                .hasToString(
                        "event: connected\ndata: {\"message\": \"已连接\", \"symbols\": [\"A\", \"B\"], \"demo\": true}\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", "\u0000", "a\n\nevent: price\ndata: {}", "\"", "\\"})
    void noTextBreaksTheLineOfData(String text) {
        String event = Sse.event("connected", Map.of("node", text)).toString();
        assertThat(event).startsWith("event: connected\ndata: {").endsWith("}\n\n");
        assertThat(event.lines()).hasSize(3);
        assertThat(new JsonObject(event.substring(event.indexOf('{'))).getString("node"))
                .isEqualTo(text);
    }

    @Test
    void aHeartbeatCarriesTheCursor() {
        assertThat(new String(Sse.heartbeat(true, EventId.of(1_704_868_500_123L, 0)), StandardCharsets.UTF_8))
                .matches("id: 1704868500123\nevent: heartbeat\ndata: \\{\"timestamp\": \\d+, \"demo\": true}\n\n");
    }

    @Test
    void theLastWordOfAStreamIsAnEventThatTellsWhenToComeBack() {
        assertThat(Sse.farewell(3_000).toString())
                .matches("retry: \\d+\nevent: heartbeat\ndata: \\{\"timestamp\": \\d+}\n\n");
    }

    @Test
    void theTimeToComeBackIsDigitsWithinHalfOfTheMean() {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String line = Sse.retry(3_000).toString();
            assertThat(line).matches("retry: \\d+\n");
            long millis = Long.parseLong(line.substring("retry: ".length()).strip());
            assertThat(millis).isBetween(1_500L, 4_500L);
            seen.add(millis);
        }
        assertThat(seen).as("different times").hasSizeGreaterThan(100);
    }
}
