package io.tickcast.sse;

import io.tickcast.market.FeedLines;
import io.tickcast.market.FeedLines.Heard;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.PriceIndex;
import io.tickcast.sse.wire.Sse;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The state of each exchange's feed: that of its best line. A line that no longer reports is down, whatever it reported
 * last: no price is shown as live when its feed is not. The index has the state of the best exchange that it is made of.
 */
public final class FeedStatusTracker {
    private final boolean demo;
    private final NodeClock clock;
    private final List<String> indexed;
    private final FeedLines lines = new FeedLines();
    private final Map<String, Shown> shown = new HashMap<>();

    /** @param silent whether the line no longer reports, so that this is its last report */
    public record Word(FeedState report, boolean silent) {}

    /** The state of an exchange as clients see it. */
    private record Shown(State state, Instant since, long lastTick) {}

    /**
     * @param demo    whether every event is to say that no price is real
     * @param indexed exchanges that the index is made of
     */
    FeedStatusTracker(boolean demo, NodeClock clock, List<String> indexed) {
        this.indexed = indexed;
        this.clock = clock;
        this.demo = demo;
    }

    /** A report of a line. */
    void heard(FeedState report, long nowNanos) {
        lines.heard(report, nowNanos);
    }

    /** Updates the state of every exchange. @return the exchanges whose state has changed */
    List<String> changed(long nowNanos) {
        List<String> changed = new ArrayList<>();
        Map<String, List<Heard>> byExchange = new LinkedHashMap<>();
        for (Heard line : lines.all()) {
            String exchange = line.report().exchange();
            byExchange.computeIfAbsent(exchange, first -> new ArrayList<>()).add(line);
            if (indexed.contains(exchange)) {
                byExchange
                        .computeIfAbsent(PriceIndex.NAME, first -> new ArrayList<>())
                        .add(line);
            }
        }
        byExchange.forEach((exchange, of) -> {
            // A client that connected before any report got the state "down".
            State told = state(exchange);
            Shown is = best(of, told, nowNanos);
            Shown was = shown.put(exchange, is);
            if (told != is.state) {
                changed.add(exchange);
            } else if (was != null) {
                shown.put(exchange, new Shown(is.state, was.since, is.lastTick));
            }
        });
        lines.forget(nowNanos);
        return changed;
    }

    private static Shown best(List<Heard> of, State told, long nowNanos) {
        State state = State.DOWN;
        long lastTick = 0;
        for (Heard line : of) {
            State is = line.state(nowNanos);
            state = is.compareTo(state) < 0 ? is : state;
            lastTick = Math.max(lastTick, line.report().lastTick());
        }
        return new Shown(state, since(of, state, told, nowNanos), lastTick);
    }

    /** The first line that is better makes the exchange better; it is worse only since the last of them is worse. */
    private static Instant since(List<Heard> of, State state, State told, long nowNanos) {
        if (state.compareTo(told) < 0) {
            return of.stream()
                    .filter(line -> line.state(nowNanos) == state)
                    .map(line -> line.report().since())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
        return of.stream()
                .map(line ->
                        line.isSilent(nowNanos) ? Instant.now() : line.report().since())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /**
     * Time, in µs by the lines' clocks, before which all ticks that they received have arrived here: lines report it
     * after the ticks themselves. Empty without a line that reports it.
     */
    OptionalLong heardUntil(long nowNanos) {
        return lines.all().stream()
                .filter(line -> !line.isSilent(nowNanos))
                .mapToLong(line -> line.report().time())
                .min();
    }

    /** The state as clients see it; down for an exchange that no node feeds. */
    public State state(String exchange) {
        return shown.containsKey(exchange) ? shown.get(exchange).state : State.DOWN;
    }

    /** The {@code feed} event: {@code age_ms} is the age of the last tick, left out when there was none. */
    Buffer event(String exchange) {
        Map<String, Object> data = new LinkedHashMap<>();
        Shown is = shown.getOrDefault(exchange, new Shown(State.DOWN, Instant.now(), 0));
        data.put("exchange", exchange);
        data.put("state", is.state.word());
        data.put("since", is.since.toString());
        if (is.lastTick > 0) {
            data.put("age_ms", Math.max(0, clock.micros() - is.lastTick) / 1_000);
        }
        if (demo) {
            data.put("demo", true);
        }
        return Sse.event("feed", data);
    }

    /** The newest report of each line; lines that have been silent for long are left out. */
    public List<Word> reports(long nowNanos) {
        return lines.all().stream()
                .map(line -> new Word(line.report(), line.isSilent(nowNanos)))
                .toList();
    }
}
