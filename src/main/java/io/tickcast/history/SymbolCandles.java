package io.tickcast.history;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The newest candles of one symbol at one exchange, in all intervals. Minutes come from the exchange; longer candles are
 * summed when they close, and when they are asked for. It keeps the minutes of two hours and the hours of two days. Not
 * thread-safe.
 */
final class SymbolCandles {
    private static final int MINUTES = 2 * 60;
    private static final int HOURS = 2 * 24;
    /** Age up to which what is repaired is told. By then a minute that is still missing has been named as a gap. */
    private static final long RECENT_MILLIS = 20 * Interval.MINUTES_1.millis();

    private static final List<Interval> LONGER =
            Arrays.stream(Interval.values()).skip(1).toList();

    private final CandleKey key;
    private final CandleParts minutes = new CandleParts(Interval.MINUTES_1, MINUTES);
    private final CandleParts hours = new CandleParts(Interval.HOURS_1, HOURS);
    /** Open time of the candle of each interval that closes next. */
    private final Map<Interval, Long> open = new EnumMap<>(Interval.class);
    /** The newest closed candle of each interval that is summed. */
    private final Map<Interval, Candle> lastClosed = new EnumMap<>(Interval.class);

    private final Map<Interval, OpenSum> openSums = new EnumMap<>(Interval.class);

    SymbolCandles(String exchange, String symbol) {
        key = new CandleKey(exchange, symbol, Interval.MINUTES_1);
    }

    String exchange() {
        return key.exchange();
    }

    /**
     * Takes a candle of a minute from the exchange.
     *
     * @return the candle if it is news, and the longer ones that it closes or corrects, the shortest first
     */
    List<Candle> update(Candle minute) {
        Optional<Candle> known = minutes.get(minute.time());
        if (known.isPresent() && !minute.isNewerThan(known.get()) && !isCorrection(known.get(), minute)) {
            return List.of();
        }
        boolean isNewest =
                minutes.newest().map(newest -> newest.time() <= minute.time()).orElse(true);
        minutes.put(minute);
        List<Candle> changed = new ArrayList<>();
        changed.add(minute);
        if (isNewest) {
            close(minute.isClosed() ? minute.end() : minute.time(), changed);
        }
        if (minute.isClosed()) {
            changed.addAll(renewed(Interval.MINUTES_1, List.of(minute.time())));
        }
        return changed;
    }

    /** The exchange may change a candle that it has closed: Kraken's volumes have grown minutes later. */
    private static boolean isCorrection(Candle known, Candle minute) {
        return minute.isClosed() && minute.isComplete() && !minute.agreesWith(known);
    }

    /** Sums anew what closed before these minutes or hours of it were known. */
    private List<Candle> renewed(Interval part, Collection<Long> times) {
        if (part == Interval.MINUTES_1) {
            opens(Interval.HOURS_1, times).forEach(this::renewHour);
        }
        List<Candle> renewed = new ArrayList<>();
        for (Interval interval : part == Interval.MINUTES_1 ? LONGER : part.sums()) {
            opens(interval, times).forEach(time -> renewed(interval, time).ifPresent(renewed::add));
        }
        return renewed;
    }

    private static Set<Long> opens(Interval interval, Collection<Long> times) {
        return times.stream().map(interval::open).collect(Collectors.toCollection(TreeSet::new));
    }

    private void renewHour(long hour) {
        if (hours.get(hour).isPresent()) {
            closed(Interval.HOURS_1, hour).filter(Candle::isComplete).ifPresent(hours::put);
        }
    }

    private Optional<Candle> renewed(Interval interval, long time) {
        if (time >= open.getOrDefault(interval, interval.open(reached()))) {
            return Optional.empty();
        }
        Optional<Candle> sum = closed(interval, time);
        Candle last = lastClosed.get(interval);
        if (last == null || last.time() != time) {
            // One that is further back may have lost parts here.
            return sum.filter(older -> older.isComplete() && isRecent(older.end()));
        }
        sum.ifPresent(newest -> lastClosed.put(interval, newest));
        return sum.filter(newest -> !newest.equals(last));
    }

    /** Closes all longer candles that end at this time or before it. */
    private void close(long time, List<Candle> closed) {
        for (Interval interval : LONGER) {
            long next = interval.open(time);
            Long last = open.put(interval, next);
            if (last != null && last < next) {
                // One that is further back is not in memory: it is summed from the store.
                closed(interval, last).ifPresent(candle -> {
                    if (interval == Interval.HOURS_1) {
                        hours.put(candle);
                    }
                    lastClosed.put(interval, candle);
                    closed.add(candle);
                });
            }
        }
    }

    private Optional<Candle> closed(Interval interval, long time) {
        return parts(interval).sum(key.of(interval), time);
    }

    private CandleParts parts(Interval interval) {
        return interval.part().equals(Optional.of(Interval.MINUTES_1)) ? minutes : hours;
    }

    /**
     * Takes closed candles of minutes and hours that come from the store or from the exchange's REST. They change sums, and
     * close nothing longer.
     *
     * @return the minutes of the last while that are news, and the longer candles that they correct, the shortest first:
     *     followers do not have them
     */
    List<Candle> fill(List<Candle> closed) {
        List<Candle> changed = new ArrayList<>();
        for (Candle candle : closed) {
            if (candle.key().interval() == Interval.HOURS_1) {
                fill(hours, candle);
            } else if (candle.key().interval() == Interval.MINUTES_1
                    && fill(minutes, candle)
                    && isRecent(candle.time())) {
                changed.add(candle);
            }
        }
        changed.addAll(
                renewed(Interval.MINUTES_1, changed.stream().map(Candle::time).toList()));
        return changed;
    }

    /** @return whether it is news */
    private static boolean fill(CandleParts parts, Candle candle) {
        Optional<Candle> known = parts.get(candle.time());
        // The same in other words does not change what has been served.
        boolean isNews = known.filter(Candle::isClosed)
                .map(before -> candle.isComplete() && !(before.isComplete() && before.agreesWith(candle)))
                .orElse(true);
        if (isNews) {
            parts.put(candle);
        }
        return isNews;
    }

    private boolean isRecent(long time) {
        return minutes.newest()
                .filter(newest -> newest.time() - time <= RECENT_MILLIS)
                .isPresent();
    }

    /**
     * Takes that the exchange has no candles in these ranges, of which the last day alone is kept.
     *
     * @return the longer candles that are complete without them, the shortest first
     */
    List<Candle> fillEmpty(Interval interval, List<TimeRange> empty, long now) {
        if (interval != Interval.MINUTES_1 && interval != Interval.HOURS_1) {
            return List.of();
        }
        CandleParts parts = interval == Interval.MINUTES_1 ? minutes : hours;
        long from = interval.open(now - Interval.DAYS_1.millis());
        List<Long> news = new ArrayList<>();
        for (TimeRange range : empty) {
            for (long time = Math.max(range.from(), from); time < range.to(); time += interval.millis()) {
                if (parts.putEmpty(time)) {
                    news.add(time);
                }
            }
        }
        return renewed(interval, news);
    }

    /** The candle of this interval that is not closed yet; empty before the first price in it. */
    Optional<Candle> open(Interval interval) {
        Optional<Candle> minute = minutes.newest();
        if (interval == Interval.MINUTES_1 || minute.isEmpty()) {
            return minute.filter(candle -> !candle.isClosed());
        }
        Candle newest = minute.get();
        long now = reached();
        long time = interval.open(now);
        if (parts(interval) == hours) {
            return openSum(interval).with(time, Interval.HOURS_1.open(now), open(Interval.HOURS_1));
        }
        // An open minute is a part; of a closed one nothing is open when it ends the interval.
        return newest.time() < time ? Optional.empty() : openSum(interval).with(time, newest.time(), minute);
    }

    /** Open time of the minute that is open now, or is to come. */
    private long reached() {
        return minutes.newest()
                .map(newest -> newest.isClosed() ? newest.end() : newest.time())
                .orElse(0L);
    }

    private OpenSum openSum(Interval interval) {
        return openSums.computeIfAbsent(interval, none -> parts(interval).openSum(key.of(interval)));
    }

    /**
     * The candles in memory with {@code from <= open time < to}, oldest first: all of the last minutes or hours, of other
     * intervals the last that has closed, and the open one.
     */
    List<Candle> range(Interval interval, long from, long to) {
        List<Candle> all = new ArrayList<>(
                switch (interval) {
                    case MINUTES_1 -> minutes.range(from, to);
                    case HOURS_1 -> hours.range(from, to);
                    default ->
                        Optional.ofNullable(lastClosed.get(interval)).stream().toList();
                });
        if (interval != Interval.MINUTES_1) {
            open(interval).ifPresent(all::add);
        }
        return all.stream()
                .filter(candle -> candle.time() >= from && candle.time() < to)
                .toList();
    }

    /** The open times of a minute or an hour for which the exchange has no candle, as far as they are in memory. */
    List<TimeRange> empty(Interval interval) {
        return switch (interval) {
            case MINUTES_1 -> minutes.empty();
            case HOURS_1 -> hours.empty();
            default -> List.of();
        };
    }

    /** Whether a minute that ended by this time has not come, or has not closed: the open candles lack it. */
    boolean isBehind(long time) {
        if (minutes.newest().isEmpty()) {
            return false;
        }
        Candle newest = minutes.newest().get();
        for (long minute = newest.isClosed() ? newest.end() : newest.time();
                minute < Interval.MINUTES_1.open(time);
                minute += Interval.MINUTES_1.millis()) {
            if (!minutes.isSettled(minute)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the candle of this minute is here and closed. */
    boolean isClosed(long minute) {
        return minutes.get(minute).filter(Candle::isClosed).isPresent();
    }

    /** Whether there is a candle of a later minute. */
    boolean hasNewer(long minute) {
        return minutes.newest().filter(newest -> newest.time() > minute).isPresent();
    }

    /** Whether the candle of this minute is here and closed, or the exchange has none. */
    boolean isSettled(long minute) {
        return minutes.isSettled(minute);
    }
}
