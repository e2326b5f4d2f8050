package io.tickcast.script;

import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The mailbox of a busy file: the newest tick of each symbol, the newest open candle of each series, the candles that
 * have closed, and the timers that are due. Its size is limited by the number of symbols and timers and by
 * {@link #MOST_CLOSED}, however slow the file is. Thread-safe.
 */
final class ConflatingMailbox {
    /** Closed candles of all series that wait. */
    static final int MOST_CLOSED = 10_000;

    /** A tick, a candle, or the timer of this number. */
    record Due(Optional<Tick> tick, Optional<Candle> candle, int timer) {}

    private record Key(String exchange, String symbol) {}

    private record Slot(CandleKey series, long time) {}

    private final Map<Key, Tick> ticks = new LinkedHashMap<>();
    private final Map<Slot, Candle> candles = new LinkedHashMap<>();
    /** The time of the open candle of each series that waits. */
    private final Map<CandleKey, Long> open = new HashMap<>();

    private final Set<Integer> timers = new LinkedHashSet<>();
    private boolean emptying;
    private boolean timerBefore;
    private boolean candleBefore;
    private long conflated;
    private long dropped;

    /** @return whether the caller must schedule a drain, since none is scheduled */
    synchronized boolean tick(Tick tick) {
        // A tick that replaces an older one keeps its place in the order.
        if (ticks.put(new Key(tick.exchange(), tick.symbol()), tick) != null) {
            conflated++;
        }
        return wake();
    }

    /** @return as of {@link #tick} */
    synchronized boolean candle(Candle candle) {
        Slot slot = new Slot(candle.key(), candle.time());
        if (!candle.isClosed()) {
            Long before = open.put(candle.key(), candle.time());
            // The one before was left open, and this one is newer.
            if (before != null && before != candle.time()) {
                candles.remove(new Slot(candle.key(), before));
            }
        } else {
            if (open.remove(candle.key(), candle.time())) {
                candles.remove(slot);
            }
            if (candles.size() - open.size() >= MOST_CLOSED) {
                dropped++;
                return false;
            }
        }
        candles.put(slot, candle);
        return wake();
    }

    /** @return as of {@link #tick} */
    synchronized boolean timer(int number) {
        timers.add(number);
        return wake();
    }

    private boolean wake() {
        boolean first = !emptying;
        emptying = true;
        return first;
    }

    /** The next entry. After an empty answer, the next sender must wake the reader. */
    synchronized Optional<Due> next() {
        boolean hasNews = !ticks.isEmpty() || !candles.isEmpty();
        emptying = !timers.isEmpty() || hasNews;
        if (!emptying) {
            return Optional.empty();
        }
        // In turns: a timer that is due again whenever its task ends would leave no time for ticks.
        timerBefore = !timers.isEmpty() && (!hasNews || !timerBefore);
        if (timerBefore) {
            return Optional.of(new Due(Optional.empty(), Optional.empty(), first(timers)));
        }
        candleBefore = !candles.isEmpty() && (ticks.isEmpty() || !candleBefore);
        if (candleBefore) {
            Candle candle = first(candles.values());
            open.remove(candle.key(), candle.time());
            return Optional.of(new Due(Optional.empty(), Optional.of(candle), 0));
        }
        return Optional.of(new Due(Optional.of(first(ticks.values())), Optional.empty(), 0));
    }

    private static <T> T first(Collection<T> waiting) {
        Iterator<T> all = waiting.iterator();
        T first = all.next();
        all.remove();
        return first;
    }

    /** Ticks that a newer one of the same symbol took the place of. */
    synchronized long conflated() {
        return conflated;
    }

    /** Closed candles for which there was no room. */
    synchronized long dropped() {
        return dropped;
    }
}
