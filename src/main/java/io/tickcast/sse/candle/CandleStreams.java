package io.tickcast.sse.candle;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.market.candle.KeptCandles;
import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.stats.CandleStats;
import io.tickcast.sse.wire.Frames;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The price streams of one event loop that asked for candles, too. They get them beside their prices: first those that
 * are open, that their clients missed, or that they asked for, and then each change.
 */
public final class CandleStreams {
    /** A frame that closes a candle may be late by half a minute, and this node by as much. */
    static final Duration LATE = Duration.ofMinutes(2);

    private final CooperativeScheduler cooperative;
    private final KeptCandles kept;
    private final Function<String, List<String>> symbols;
    private final CandleStats stats;
    private final LongSupplier now;
    private final long keptMillis;
    private final CandleFlusher flusher;
    private final PastCandles past;
    private final Map<Series, RecentCandles> recent = new HashMap<>();
    private final Map<CandleListener, CandleStream> streams = new LinkedHashMap<>();
    private long sequence;

    /** The candles that are followed together. */
    private record Series(String exchange, Interval interval) {}

    /**
     * Must be created on the event loop.
     *
     * @param symbols of an exchange
     * @param replay  greatest age of the time from which a client resumes
     * @param now     the time by the wall clock, in ms since the epoch
     */
    public CandleStreams(
            Vertx vertx,
            CooperativeScheduler cooperative,
            Frames frames,
            KeptCandles kept,
            Function<String, List<String>> symbols,
            CandleStats stats,
            Duration replay,
            LongSupplier now) {
        this.cooperative = cooperative;
        this.kept = kept;
        this.symbols = symbols;
        this.stats = stats;
        this.now = now;
        keptMillis = replay.plus(LATE).toMillis();
        flusher = new CandleFlusher(vertx, cooperative, frames, stats, streams.values());
        past = new PastCandles(vertx.getOrCreateContext(), cooperative, kept, stats, now, new Outlet());
    }

    /**
     * Adds a stream.
     *
     * @param since time from which its client resumes, by the wall clock in ms since the epoch; empty when it is new
     * @return the events that it begins with, as far as they are known; the others are written as soon as they are
     */
    public List<byte[]> add(CandleListener listener, CandleSubscription wanted, OptionalLong since) {
        CandleStream stream = new CandleStream(listener, wanted);
        stream.join(sequence);
        streams.put(listener, stream);
        stats.streams(1);
        flusher.join(wanted.intervalMillis());
        List<byte[]> first = new ArrayList<>();
        long closedAfter = since.isPresent() ? since.getAsLong() - LATE.toMillis() : Long.MAX_VALUE;
        boolean wantsPast = wanted.selection().from().isPresent();
        List<CandleKey> awaited = new ArrayList<>();
        for (Series series : series(wanted.selection())) {
            RecentCandles candles = follow(series);
            candles.join();
            if (wantsPast || (since.isPresent() && !candles.reachesTo(closedAfter))) {
                awaited.addAll(keys(series, wanted.symbols()));
            } else if (candles.hasBegun()) {
                candles.events(wanted.symbols(), closedAfter)
                        .forEach(event -> first.add(event.bytes(wanted.withExchange())));
            } else {
                candles.whenBegun(() -> flusher.write(
                        stream, candles.events(stream.subscription().symbols(), closedAfter)));
            }
        }
        stream.await(awaited, closedAfter);
        past.add(stream);
        stats.sent(first.size());
        return first;
    }

    /**
     * Gives a stream other symbols, or another interval.
     *
     * @param wanted of the same exchanges and intervals of candles
     * @return the events that the old interval held back, and those of new symbols, as far as they are known; the
     *     others are written as soon as they are
     */
    public List<byte[]> change(CandleListener listener, CandleSubscription wanted) {
        CandleStream stream = streams.get(listener);
        if (stream == null) {
            return List.of();
        }
        CandleSubscription before = stream.subscription();
        boolean sameSymbols = before.symbols().equals(wanted.symbols());
        Predicate<String> added = wanted.symbols().and(before.symbols().negate());
        List<byte[]> first = new ArrayList<>();
        if (before.intervalMillis() != wanted.intervalMillis()) {
            flusher.heldFrom(stream).stream()
                    .filter(event -> wanted.wants(event.candle()))
                    .forEach(event -> first.add(event.bytes(wanted.withExchange())));
            // The new interval may hold the same back for its other streams.
            stream.join(sequence);
            flusher.join(wanted.intervalMillis());
            flusher.leave(before.intervalMillis());
        }
        stream.change(wanted);
        List<CandleKey> awaited = new ArrayList<>();
        for (Series series : sameSymbols ? List.<Series>of() : series(wanted.selection())) {
            RecentCandles candles = follow(series);
            if (wanted.selection().from().isPresent()) {
                awaited.addAll(keys(series, added));
            } else if (candles.hasBegun()) {
                candles.events(added, Long.MAX_VALUE).forEach(event -> first.add(event.bytes(wanted.withExchange())));
            } else {
                candles.whenBegun(() -> flusher.write(
                        stream, candles.events(added.and(stream.subscription().symbols()), Long.MAX_VALUE)));
            }
        }
        boolean isGivenPast = stream.hasPast();
        stream.await(awaited);
        if (!isGivenPast) {
            past.add(stream);
        }
        stats.sent(first.size());
        return first;
    }

    private static List<Series> series(CandleSelection selection) {
        return selection.exchanges().stream()
                .flatMap(exchange ->
                        selection.intervals().stream().sorted().map(interval -> new Series(exchange, interval)))
                .toList();
    }

    private List<CandleKey> keys(Series series, Predicate<String> wanted) {
        return symbols.apply(series.exchange).stream()
                .filter(wanted)
                .map(symbol -> new CandleKey(series.exchange, symbol, series.interval))
                .toList();
    }

    private RecentCandles follow(Series series) {
        return recent.computeIfAbsent(series, none -> {
            long begin = now.getAsLong();
            RecentCandles candles = new RecentCandles(begin, keptMillis, this::event, flusher::arrive);
            long from = begin - keptMillis - series.interval.millis();
            // On the context of the loop, and not on that of a request.
            cooperative.soon(() -> kept.follow(series.exchange, series.interval, from, candles));
            return candles;
        });
    }

    private CandleEvent event(Candle candle) {
        return new CandleEvent(candle, sequence++);
    }

    public void remove(CandleListener listener) {
        CandleStream stream = streams.remove(listener);
        if (stream == null) {
            return;
        }
        stream.close();
        stats.streams(-1);
        past.remove(stream);
        flusher.leave(stream.subscription().intervalMillis());
        for (Series series : series(stream.subscription().selection())) {
            RecentCandles candles = recent.get(series);
            if (candles != null && candles.leave()) {
                recent.remove(series);
                cooperative.soon(() -> kept.unfollow(series.exchange, series.interval, candles));
            }
        }
    }

    /** To be called when the client of a stream takes more again. */
    public void takesAgain(CandleListener listener) {
        CandleStream stream = streams.get(listener);
        if (stream != null) {
            past.takesAgain(stream);
        }
    }

    private final class Outlet implements PastCandles.Outlet {
        @Override
        public List<CandleEvent> events(List<Candle> candles) {
            return candles.stream().map(CandleStreams.this::event).toList();
        }

        @Override
        public void write(List<CandleStream> waiting, List<CandleEvent> events) {
            flusher.writePage(waiting, events);
        }

        @Override
        public void write(CandleStream stream, List<byte[]> events) {
            flusher.writeBesides(stream, events);
        }

        @Override
        public void writeRecent(CandleStream stream, CandleKey key) {
            RecentCandles candles = recent.get(new Series(key.exchange(), key.interval()));
            if (candles != null) {
                Predicate<String> own = key.symbol()::equals;
                candles.whenBegun(() -> flusher.write(
                        stream, candles.events(own.and(stream.subscription().symbols()), Long.MIN_VALUE)));
            }
        }

        @Override
        public long sequence() {
            return sequence;
        }
    }
}
