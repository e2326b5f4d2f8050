package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Signal;
import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.SseParser;
import io.tickcast.testing.WithNode;
import io.tickcast.time.NodeClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A stream that is cut after each of its first 64 KB, and resumed with what the client took for its last id: by a
 * client as the standard has it, and by one that drops blocks without data, their ids included.
 */
@Tag("slow")
class CutsTest extends WithNode {
    private static final int LENGTH = 65_536;

    /** For each id that a client may come back with, the least that it has got by then. */
    private static Map<String, Set<String>> cuts(String text, boolean dropsBlocksWithoutData) {
        Set<String> got = new HashSet<>();
        SseParser parser = new SseParser(event -> got.add(event.name() + event.data()));
        Map<String, Set<String>> cuts = new LinkedHashMap<>();
        // A block that is cut is dropped, so a cut at any other byte leaves the client where the last block did.
        for (String block : text.split("(?<=\n\n)")) {
            if (!dropsBlocksWithoutData || block.contains("data: ")) {
                parser.feed(block.getBytes(StandardCharsets.UTF_8));
            }
            cuts.computeIfAbsent(parser.lastEventId(), id -> new TreeSet<>(got));
        }
        // Without an id a client is a new one, and has no claim to what it missed.
        cuts.remove("");
        assertThat(cuts).hasSizeGreaterThan(0);
        return cuts;
    }

    private static String event(Tick tick) {
        return "price{\"symbol\": \"" + tick.symbol() + "\", \"event_time\": " + tick.eventTime() + "}";
    }

    /** @param interval with one, all but the newest prices are left out of the stream; a replay must bring those */
    @ParameterizedTest
    @CsvSource({"1, 0", "16, 0", "1, 3600000", "16, 3600000"})
    void nothingIsMissingAfterACutAtAnyByteOfAPriceStream(int symbols, int interval) {
        String query = "?fields=symbol,event_time&interval=" + interval;
        List<Tick> ticks = new ArrayList<>();
        IntFunction<Tick[]> next = count -> IntStream.range(0, count)
                .mapToObj(i -> {
                    ticks.add(tick("S" + ticks.size() % symbols, ticks.size() + 1, "1"));
                    return ticks.get(ticks.size() - 1);
                })
                .toArray(Tick[]::new);
        node.hold(next.apply(symbols));
        StringBuilder text = new StringBuilder();
        try (RawHttp stream = RawHttp.connect(node.port()).stream("/api/sse/prices" + query)) {
            readUntil(
                    stream,
                    text,
                    ticks.stream()
                            .map(tick -> "\"event_time\": " + tick.eventTime() + "}")
                            .toList());
            do {
                node.publish(next.apply(40));
                text.append(stream.chunk().orElseThrow());
            } while (interval == 0 && text.length() < LENGTH);
        }
        awaitTheNextMilli();
        node.publish(next.apply(39));
        node.hold(next.apply(1));
        List<String> all = ticks.stream()
                .skip(interval == 0 ? 0 : ticks.size() - symbols)
                .map(CutsTest::event)
                .toList();
        for (boolean drops : new boolean[] {true, false}) {
            cuts(text.toString(), drops).forEach((id, got) -> {
                try (SseClient client = node.stream(query, Map.of("Last-Event-ID", id))) {
                    assertThat(resumed(client, id, got, all))
                            .as("resumed at %s", id)
                            .containsAll(all);
                }
            });
        }
        assertThat(node.status().getJsonObject("streams").getLong("reset")).isZero();
    }

    @Test
    void nothingIsMissingAfterACutAtAnyByteOfASignalStream() {
        List<Signal> signals = new ArrayList<>();
        IntFunction<Signal[]> next = count -> IntStream.range(0, count)
                .mapToObj(i -> {
                    signals.add(new Signal(
                            "s" + signals.size() % 3,
                            Integer.toString(signals.size() + 1),
                            System.currentTimeMillis(),
                            "node",
                            "test.js"));
                    return signals.get(signals.size() - 1);
                })
                .toArray(Signal[]::new);
        node.hold(next.apply(3));
        StringBuilder text = new StringBuilder();
        try (RawHttp stream = RawHttp.connect(node.port()).stream("/api/sse/signals")) {
            readUntil(
                    stream,
                    text,
                    signals.stream()
                            .map(signal -> "event: " + signal.name() + "\n")
                            .toList());
            while (text.length() < LENGTH) {
                node.publish(next.apply(60));
                text.append(stream.chunk().orElseThrow());
            }
        }
        awaitTheNextMilli();
        node.hold(next.apply(40));
        List<String> all =
                signals.stream().map(signal -> signal.name() + signal.json()).toList();
        for (boolean drops : new boolean[] {true, false}) {
            cuts(text.toString(), drops).forEach((id, got) -> {
                try (SseClient client = node.signals("", Map.of("Last-Event-ID", id))) {
                    assertThat(resumed(client, id, got, all))
                            .as("resumed at %s", id)
                            .containsAll(all);
                }
            });
        }
        assertThat(node.status().getJsonObject("streams").getLong("reset")).isZero();
    }

    /** Until all that was there before the stream has come: what is published earlier may take its place. */
    private static void readUntil(RawHttp stream, StringBuilder text, List<String> all) {
        while (!all.stream().allMatch(part -> text.indexOf(part) >= 0)) {
            text.append(stream.chunk().orElseThrow());
        }
    }

    /** Ids are in ms: events within the same ms have the same id. */
    private static void awaitTheNextMilli() {
        long milli = NodeClock.system().millis();
        Await.until("the next ms has begun", () -> NodeClock.system().millis() > milli);
    }

    /** The events of a client that reads until it has the last of all; its ids must ascend. */
    private static Set<String> resumed(SseClient client, String id, Set<String> got, List<String> all) {
        Set<String> has = new HashSet<>(got);
        String before = id;
        assertThat(client.next().name()).isEqualTo("connected");
        while (!has.contains(all.get(all.size() - 1)) || before.equals(id)) {
            SseEvent event = client.next();
            assertThat(event.name()).as("resumed at %s", id).isNotEqualTo("reset");
            has.add(event.name() + event.data());
            if (!event.id().isEmpty()) {
                assertThat(Long.parseLong(event.id()))
                        .as("after %s", before)
                        .isGreaterThanOrEqualTo(Long.parseLong(before));
                before = event.id();
            }
        }
        return has;
    }
}
