package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Field;
import io.tickcast.market.TickJson;
import io.tickcast.sse.replay.ReplayLog;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.SseParser;
import io.tickcast.testing.Ticks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayReaderTest {
    private static final long START = 1_000_000;
    private static final TickJson WINDOWS =
            new TickJson(List.of(Field.SYMBOL, Field.PRICE, Field.WINDOW_HIGH, Field.WINDOW_LOW, Field.WINDOW_COUNT));

    private final ReplayLog log =
            new ReplayLog(Duration.ofSeconds(60), 100_000, Long.MAX_VALUE, Duration.ZERO, START, () -> 0);
    private final ReplayReader reader = new ReplayReader(log);
    private long eventTime;

    private void add(long millis, String symbol, String price) {
        log.add(builder(symbol, ++eventTime, price)
                .receivedAt((START + millis) * 1_000)
                .build());
    }

    private static SubscriptionGroup group(TickJson json, long interval, String... symbols) {
        return Shards.group(new Subscription(
                ExchangeSelection.of(Ticks.EXCHANGE),
                symbols.length == 0 ? SymbolSelection.ALL : SymbolSelection.of(Set.of(symbols)),
                json,
                interval));
    }

    /** All events of the log, and the number of calls that they took. */
    private List<SseEvent> events(SubscriptionGroup group, List<Integer> calls) {
        List<SseEvent> events = new ArrayList<>();
        SseParser parser = new SseParser(events::add);
        long position = log.buffer().tail();
        while (position < log.buffer().head()) {
            List<byte[]> bytes = new ArrayList<>();
            position = reader.read(group, position, 0, bytes);
            int before = events.size();
            bytes.forEach(parser::feed);
            calls.add(events.size() - before);
        }
        return events;
    }

    private List<SseEvent> events(SubscriptionGroup group) {
        return events(group, new ArrayList<>());
    }

    private static String price(SseEvent event) {
        return event.json().getString("symbol") + "=" + event.raw("price");
    }

    @Test
    void withoutAnIntervalEveryTickIsGiven() {
        for (int i = 1; i <= 2_000; i++) {
            add(i, "A", Integer.toString(i));
        }
        List<Integer> calls = new ArrayList<>();
        assertThat(events(group(HubLoop.JSON, 0), calls))
                .hasSize(2_000)
                .allMatch(event -> !event.id().isEmpty());
        assertThat(calls).containsExactly(512, 512, 512, 464);
    }

    @Test
    void withAnIntervalItIsTheNewestOfEachSymbolInEachOfThem() {
        for (int i = 0; i < 1_000; i += 10) {
            add(i, "A", Integer.toString(1 + i));
            add(i + 5, "B", Integer.toString(2 + i));
        }
        List<SseEvent> events = events(group(HubLoop.JSON, 250));
        assertThat(events)
                .extracting(ReplayReaderTest::price)
                .containsExactly("A=241", "B=242", "A=491", "B=492", "A=741", "B=742", "A=991", "B=992");
        assertThat(events)
                .extracting(SseEvent::id)
                .as("each interval's last event tells where the client is")
                .containsSubsequence("1000245", "1000495", "1000745", "1000995");
    }

    @Test
    void anEventStandsForThoseThatItLeavesOut() {
        add(0, "A", "5");
        add(1, "A", "9.5");
        add(2, "A", "0.10");
        add(3, "A", "7");
        add(250, "A", "6");
        assertThat(events(group(WINDOWS, 250)))
                .extracting(SseEvent::data)
                .containsExactly(
                        "{\"symbol\": \"A\", \"price\": 7, \"window_high\": 9.5, \"window_low\": 0.10, \"window_count\": 4}",
                        "{\"symbol\": \"A\", \"price\": 6, \"window_high\": 6, \"window_low\": 6, \"window_count\": 1}");
    }

    @Test
    void onlyWhatAStreamWantsIsRead() {
        for (int i = 0; i < 100; i++) {
            add(i, i % 2 == 0 ? "A" : "B", Integer.toString(1 + i));
        }
        assertThat(events(group(HubLoop.JSON, 1_000, "B")))
                .extracting(ReplayReaderTest::price)
                .containsExactly("B=100");
    }

    @Test
    void anIntervalOfManyTicksIsGivenInParts() {
        for (int i = 1; i <= 20_000; i++) {
            add(1, i % 2 == 0 ? "A" : "B", Integer.toString(i));
        }
        List<Integer> calls = new ArrayList<>();
        List<SseEvent> events = events(group(WINDOWS, 3_600_000), calls);
        assertThat(calls).containsExactly(2, 2, 2);
        assertThat(events.stream()
                        .mapToInt(event -> event.json().getInteger("window_count"))
                        .sum())
                .isEqualTo(20_000);
        assertThat(price(events.get(4))).isEqualTo("B=19999");
        assertThat(price(events.get(5))).isEqualTo("A=20000");
    }
}
