package io.tickcast.sse.candle;

import io.tickcast.market.Gap;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.CandleRange;
import io.tickcast.market.candle.Interval;
import io.tickcast.market.candle.KeptCandles;
import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.stats.CandleStats;
import io.tickcast.sse.wire.Sse;
import io.tickcast.time.Deadline;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Gives streams the candles of the past that they asked for: one series after the other, page by page, oldest first,
 * the next page when the client has taken the last one. A stream holds a place and nothing else. The last page of a
 * series includes all changes that have come before it, and what comes after it is live.
 */
final class PastCandles {
    /** Most candles of a series that a stream is given. */
    static final int MOST = 1_000;
    /** Candles of a page: about 50 KB of events. */
    static final int PAGE = 250;

    private static final int MOST_READS = 4;
    /** Series in one turn. */
    private static final int MOST_GIVEN_UP = 50;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Context context;
    private final CooperativeScheduler cooperative;
    private final KeptCandles kept;
    private final CandleStats stats;
    private final LongSupplier now;
    private final Outlet outlet;
    /** Streams by the page that they wait for: those that want the same one share its reading and its events. */
    private final Map<Page, Set<CandleStream>> wanted = new LinkedHashMap<>();

    private final Map<CandleStream, Page> waiting = new HashMap<>();
    private final Set<Page> reading = new HashSet<>();
    /** Streams whose clients are to take the last page first. */
    private final Set<CandleStream> paused = new LinkedHashSet<>();

    /** A range of open times of one series; the last one of a series has no end. */
    private record Page(CandleKey key, long from, long to) {
        boolean isLast() {
            return to == Long.MAX_VALUE;
        }
    }

    /** The way of the events to the streams. */
    interface Outlet {
        List<CandleEvent> events(List<Candle> candles);

        /** Writes them, whether or not the client has room: they are one page. */
        void write(List<CandleStream> streams, List<CandleEvent> events);

        /** Writes events of another kind. */
        void write(CandleStream stream, List<byte[]> events);

        /** Writes the newest candles of a series, which are in memory. */
        void writeRecent(CandleStream stream, CandleKey key);

        /** The sequence number of the next change. */
        long sequence();
    }

    /** @param now the time by the wall clock, in ms since the epoch */
    PastCandles(
            Context context,
            CooperativeScheduler cooperative,
            KeptCandles kept,
            CandleStats stats,
            LongSupplier now,
            Outlet outlet) {
        this.context = context;
        this.cooperative = cooperative;
        this.kept = kept;
        this.stats = stats;
        this.now = now;
        this.outlet = outlet;
    }

    /** Begins to give a stream the past of the series that it awaits. */
    void add(CandleStream stream) {
        if (stream.hasPast()) {
            stats.waiting(1);
            // The head of its response is written in this turn.
            cooperative.soon(() -> goOn(stream));
        }
    }

    void remove(CandleStream stream) {
        paused.remove(stream);
        Page page = waiting.remove(stream);
        if (page != null) {
            Set<CandleStream> streams = wanted.getOrDefault(page, new HashSet<>());
            streams.remove(stream);
            if (streams.isEmpty() && !reading.contains(page)) {
                wanted.remove(page);
            }
        }
        if (stream.hasPast()) {
            stats.waiting(-1);
        }
    }

    /** The client of this stream has taken something: later, since this is called within a write to it. */
    void takesAgain(CandleStream stream) {
        if (paused.contains(stream)) {
            cooperative.soon(() -> {
                if (paused.remove(stream)) {
                    goOn(stream);
                }
            });
        }
    }

    private void goOn(CandleStream stream) {
        if (stream.isClosed() || !stream.hasPast()) {
            return;
        }
        if (!stream.listener().keepsUp()) {
            paused.add(stream);
            // It waits for its client like one that has missed something, and no longer.
            stream.listener().miss(List.of());
        } else if (stream.givesUp()) {
            giveUp(stream);
        } else {
            Page page = page(stream);
            waiting.put(stream, page);
            wanted.computeIfAbsent(page, none -> new LinkedHashSet<>()).add(stream);
            readNext();
        }
    }

    private Page page(CandleStream stream) {
        Interval interval = stream.current().interval();
        long newest = interval.open(now.getAsLong());
        long from = stream.nextTime() > 0 ? stream.nextTime() : first(stream, newest);
        // Pages have the same ends for all streams, so that they can share them.
        long length = PAGE * interval.millis();
        long to = Math.floorDiv(from, length) * length + length;
        // A candle that closes once its page has been given, and before the last one is, would be in neither.
        long settled = interval.open(now.getAsLong() - CandleStreams.LATE.toMillis());
        return new Page(stream.current(), from, to > settled ? Long.MAX_VALUE : to);
    }

    /** @param newest open time of the candle that is open now */
    private static long first(CandleStream stream, long newest) {
        Interval interval = stream.current().interval();
        long wanted = stream.pastFrom(interval);
        long notBefore = interval.open(wanted + interval.millis() - 1);
        return Math.min(newest, Math.max(notBefore, newest - (MOST - 1) * interval.millis()));
    }

    private void readNext() {
        Optional<Page> next = nextPage();
        while (next.isPresent()) {
            read(next.get());
            next = nextPage();
        }
    }

    private Optional<Page> nextPage() {
        return reading.size() < MOST_READS
                ? wanted.keySet().stream()
                        .filter(page -> !reading.contains(page))
                        .findFirst()
                : Optional.empty();
    }

    private void read(Page page) {
        reading.add(page);
        Deadline.within(context, PATIENCE, kept.range(page.key, page.from, page.to, MOST))
                .onComplete(read -> {
                    reading.remove(page);
                    List<CandleStream> streams = List.copyOf(wanted.getOrDefault(page, Set.of()));
                    wanted.remove(page);
                    streams.forEach(waiting::remove);
                    if (read.succeeded()) {
                        give(page, read.result(), streams);
                    } else {
                        streams.forEach(CandleStream::giveUp);
                        streams.forEach(this::goOn);
                    }
                    readNext();
                });
    }

    private void give(Page page, CandleRange range, List<CandleStream> streams) {
        List<CandleStream> takers = streams.stream()
                .filter(stream -> stream.subscription().wants(page.key))
                .toList();
        if (!range.candles().isEmpty() && !takers.isEmpty()) {
            outlet.write(takers, outlet.events(range.candles()));
        }
        List<byte[]> gaps = events(range.gaps(), page.key);
        List<byte[]> before = events(range.before(), page.key);
        for (CandleStream stream : streams) {
            if (stream.isClosed()) {
                continue;
            }
            List<byte[]> missing = new ArrayList<>(stream.hasCandles() ? before : List.of());
            missing.addAll(gaps);
            if (!missing.isEmpty() && takers.contains(stream)) {
                outlet.write(stream, missing);
            }
            if (page.isLast()) {
                stream.goLive(outlet.sequence());
                finish(stream);
            } else {
                stream.gave(page.to, !range.candles().isEmpty());
            }
            goOn(stream);
        }
    }

    private static List<byte[]> events(List<Gap> gaps, CandleKey key) {
        return gaps.stream().map(gap -> event(gap, key)).toList();
    }

    private void finish(CandleStream stream) {
        if (!stream.hasPast()) {
            stats.waiting(-1);
        }
    }

    /**
     * Candles of the past cannot be read. The stream is told what it does not get, and goes on with what is new: some
     * series in one turn, the others when its client has taken that.
     */
    private void giveUp(CandleStream stream) {
        List<CandleKey> series = new ArrayList<>();
        List<byte[]> gaps = new ArrayList<>();
        while (stream.hasPast() && series.size() < MOST_GIVEN_UP) {
            Page page = page(stream);
            if (stream.subscription().wants(page.key)) {
                series.add(page.key);
                gap(page).ifPresent(gaps::add);
                stats.unread();
            }
            stream.goLive(outlet.sequence());
        }
        if (!gaps.isEmpty()) {
            outlet.write(stream, gaps);
        }
        series.forEach(key -> outlet.writeRecent(stream, key));
        finish(stream);
        cooperative.soon(() -> goOn(stream));
    }

    private Optional<byte[]> gap(Page page) {
        CandleKey key = page.key;
        long last = key.interval().open(now.getAsLong()) - key.interval().millis();
        if (page.from > last) {
            return Optional.empty();
        }
        return Optional.of(event(new Gap(Gap.Kind.CANDLES, key.exchange(), key.symbol(), page.from, last), key));
    }

    private static byte[] event(Gap gap, CandleKey key) {
        Map<String, Object> data = new LinkedHashMap<>(gap.toJson().getMap());
        data.put("interval", key.interval().label());
        return Sse.event("gap", data).getBytes();
    }
}
