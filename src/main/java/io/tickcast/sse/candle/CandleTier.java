package io.tickcast.sse.candle;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The candles for streams with one interval: the newest open one of each series at most once in this time, and closed
 * ones at once.
 */
final class CandleTier {
    static final long NEVER = Long.MAX_VALUE;

    private final long intervalNanos;
    private final List<CandleEvent> closed = new ArrayList<>();
    /** The newest open candle of each series that has changed since it was released last. */
    private final Map<CandleKey, CandleEvent> changed = new LinkedHashMap<>();

    private final Map<CandleKey, Long> releasedAt = new HashMap<>();
    private int streams;
    /** By {@link System#nanoTime}: when the first of those that have changed may leave, or earlier. */
    private long due;

    CandleTier(long intervalMillis) {
        intervalNanos = Duration.ofMillis(intervalMillis).toNanos();
    }

    void join() {
        streams++;
    }

    /** @return whether no stream is left */
    boolean leave() {
        streams--;
        return streams == 0;
    }

    void arrive(CandleEvent event, long nowNanos) {
        Candle candle = event.candle();
        if (candle.isClosed()) {
            closed.add(event);
            changed.computeIfPresent(candle.key(), (key, open) -> open.candle().time() > candle.time() ? open : null);
        } else {
            boolean isFirst = changed.isEmpty();
            changed.put(candle.key(), event);
            hurry(isFirst, nowNanos + remaining(candle.key(), nowNanos));
        }
    }

    private void hurry(boolean isFirst, long nanos) {
        if (isFirst || nanos - due < 0) {
            due = nanos;
        }
    }

    /** Events that have not been released: the closed candles, and behind them the open ones. */
    List<CandleEvent> waiting() {
        List<CandleEvent> waiting = new ArrayList<>(closed);
        waiting.addAll(changed.values());
        return waiting;
    }

    /** ns until something is to be released; {@link #NEVER} when nothing waits. */
    long remaining(long nowNanos) {
        if (!closed.isEmpty()) {
            return 0;
        }
        return changed.isEmpty() ? NEVER : Math.max(0, due - nowNanos);
    }

    private long remaining(CandleKey key, long nowNanos) {
        Long last = releasedAt.get(key);
        return last == null ? 0 : Math.max(0, last + intervalNanos - nowNanos);
    }

    /** The events that may leave now: those of closed candles, and behind them those of open ones. */
    List<CandleEvent> release(long nowNanos) {
        List<CandleEvent> released = new ArrayList<>(closed);
        closed.clear();
        boolean isFirst = true;
        for (Iterator<Map.Entry<CandleKey, CandleEvent>> entries =
                        changed.entrySet().iterator();
                entries.hasNext(); ) {
            Map.Entry<CandleKey, CandleEvent> entry = entries.next();
            long remaining = remaining(entry.getKey(), nowNanos);
            if (remaining > 0) {
                hurry(isFirst, nowNanos + remaining);
                isFirst = false;
            } else {
                released.add(entry.getValue());
                if (intervalNanos > 0) {
                    releasedAt.put(entry.getKey(), nowNanos);
                }
                entries.remove();
            }
        }
        return released;
    }
}
