package io.tickcast.demo.candle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All candles of one symbol, summed from its trades by their times: a candle has the trades from its open time until
 * before its end. Belongs to one event loop.
 */
public final class KlineSeries {
    /** Two weeks: one before the start, and one since. */
    private static final long DEEPEST = 14 * 24 * 60 * Kline.MINUTE;

    private final boolean fills;
    private final int most;
    /** The candles of a minute that have trades, by their open times. */
    private final NavigableMap<Long, Kline> minutes = new TreeMap<>();

    private final List<Hole> holes = new ArrayList<>();
    private Past past = Past.NONE;
    /** Nothing is left of what was before. */
    private long forgotten = Long.MIN_VALUE;

    private long newestTrade = Long.MIN_VALUE;

    private record Hole(long from, long to) {}

    /**
     * @param fills whether the exchange has a candle for a minute without trades
     * @param most  number of minutes with trades that are kept
     */
    KlineSeries(boolean fills, int most) {
        this.fills = fills;
        this.most = most;
    }

    void past(Past before) {
        past = before;
    }

    void add(Kline trade) {
        newestTrade = Math.max(newestTrade, trade.time());
        minutes.merge(Kline.minute(trade.time()), trade.at(Kline.minute(trade.time())), Kline::plus);
        if (minutes.size() > most) {
            forgotten = minutes.pollFirstEntry().getKey() + Kline.MINUTE;
        }
    }

    /** Leaves a hole in all candles, as a maintenance does: from this open time until before that one. */
    void hole(long from, long to) {
        holes.add(new Hole(from, to));
    }

    /** The time of the exchange, which is never before its newest trade. */
    long now(long clock) {
        return Math.max(clock, newestTrade);
    }

    /** The id of the newest trade; 0 before the first one. */
    public long lastTrade() {
        return minutes.isEmpty() ? 0 : minutes.lastEntry().getValue().lastTrade();
    }

    /** The candle of the minute that opens at this time, if the exchange has one. */
    Optional<Kline> minute(long time) {
        if (time < forgotten || holes.stream().anyMatch(hole -> time >= hole.from && time < hole.to)) {
            return Optional.empty();
        }
        Kline traded = minutes.get(time);
        if (traded != null) {
            return Optional.of(traded);
        }
        if (past.has(time)) {
            return Optional.of(past.minute(time));
        }
        return fills ? closeBefore(time).map(price -> Kline.quiet(time, price)) : Optional.empty();
    }

    private Optional<Long> closeBefore(long time) {
        Map.@Nullable Entry<Long, Kline> before = minutes.lowerEntry(time);
        if (before != null) {
            return Optional.of(before.getValue().close());
        }
        return past.to() <= time
                ? Optional.of(past.minute(past.to() - Kline.MINUTE).close())
                : Optional.empty();
    }

    /**
     * The first candles that open from one time until before another, oldest first; the last one may be open still.
     *
     * @param clock of the exchange, in ms
     */
    public List<Kline> oldest(Bar bar, long from, long to, int limit, long clock) {
        List<Kline> klines = new ArrayList<>();
        long end = end(to, clock);
        for (long open = begin(bar, from, clock); open < end && klines.size() < limit; open += bar.millis()) {
            sum(bar, open, clock).ifPresent(klines::add);
        }
        return klines;
    }

    /** The last candles that open from one time until before another, oldest first. */
    public List<Kline> newest(Bar bar, long from, long to, int limit, long clock) {
        List<Kline> klines = new ArrayList<>();
        long begin = begin(bar, from, clock);
        for (long open = bar.open(end(to, clock) - 1); open >= begin && klines.size() < limit; open -= bar.millis()) {
            sum(bar, open, clock).ifPresent(klines::add);
        }
        Collections.reverse(klines);
        return klines;
    }

    /** The end of the minute that is open now, or the time asked for. */
    private long end(long to, long clock) {
        return Math.min(to, Kline.minute(now(clock)) + Kline.MINUTE);
    }

    private long begin(Bar bar, long from, long clock) {
        long listed = Math.min(past.from(), minutes.isEmpty() ? Long.MAX_VALUE : minutes.firstKey());
        long kept = Math.max(forgotten, end(Long.MAX_VALUE, clock) - DEEPEST);
        // A candle that lacks its forgotten part would be wrong; that of the listing is as the exchange has it.
        long first = listed > kept ? (listed == Long.MAX_VALUE ? listed : bar.open(listed)) : bar.next(kept);
        return Math.max(first, from <= first ? first : bar.next(from));
    }

    private Optional<Kline> sum(Bar bar, long open, long clock) {
        long end = end(open + bar.millis(), clock);
        @Nullable Kline sum = null;
        for (long time = open; time < end; time += Kline.MINUTE) {
            Optional<Kline> minute = minute(time);
            if (minute.isPresent()) {
                sum = sum == null ? minute.get().at(open) : sum.plus(minute.get());
            }
        }
        return Optional.ofNullable(sum);
    }
}
