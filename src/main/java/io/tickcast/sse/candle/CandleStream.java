package io.tickcast.sse.candle;

import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The candles of one stream: what it wants, and which of it it gets already. Of a series of which it is still given the
 * past it gets no changes, since they will be in that past.
 */
final class CandleStream {
    private final CandleListener listener;
    private CandleSubscription subscription;
    private final Set<CandleKey> past = new LinkedHashSet<>();
    /** Of a stream that is given the past: the sequence from which on it gets the changes of a series. */
    private final Map<CandleKey, Long> liveFrom = new HashMap<>();

    private boolean waits;
    private long joinedAt;
    private long lastVisit;
    private long pastEnds;
    private long nextTime;
    private boolean hasCandles;
    private boolean givesUp;
    private boolean closed;

    CandleStream(CandleListener listener, CandleSubscription subscription) {
        this.listener = listener;
        this.subscription = subscription;
    }

    CandleListener listener() {
        return listener;
    }

    CandleSubscription subscription() {
        return subscription;
    }

    void change(CandleSubscription wanted) {
        subscription = wanted;
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /** Gets all changes from this one on. */
    void join(long sequence) {
        joinedAt = sequence;
    }

    /** Number of the last walk that came to it. */
    long lastVisit() {
        return lastVisit;
    }

    void visited(long walk) {
        lastVisit = walk;
    }

    /**
     * Gets no changes until the past of their series has been given.
     *
     * @param closedAfter of a client that comes back: the end of the oldest candle, in ms since the epoch
     */
    void await(Collection<CandleKey> series, long closedAfter) {
        pastEnds = closedAfter;
        await(series);
    }

    /** The same for series that it wants from now on. */
    void await(Collection<CandleKey> series) {
        past.addAll(series);
        waits |= hasPast();
    }

    /** Open time from which on it wants the past, in ms since the epoch. */
    long pastFrom(Interval interval) {
        return subscription.selection().from().orElse(pastEnds - interval.millis());
    }

    boolean hasPast() {
        return !past.isEmpty();
    }

    /** The series whose past is given now. */
    CandleKey current() {
        return past.iterator().next();
    }

    /** Open time from which on the past of this series has not been given; 0 before its first page. */
    long nextTime() {
        return nextTime;
    }

    /** @param candles whether there were any */
    void gave(long before, boolean candles) {
        nextTime = before;
        hasCandles |= candles;
    }

    /** Whether it has been given a candle of the current series: what is missing from there on is a gap. */
    boolean hasCandles() {
        return hasCandles;
    }

    /** Its past cannot be read. */
    void giveUp() {
        givesUp = true;
    }

    boolean givesUp() {
        return givesUp;
    }

    /** Gets the changes of the current series from this one on; the past of the next series follows. */
    void goLive(long sequence) {
        CandleKey series = current();
        past.remove(series);
        liveFrom.put(series, sequence);
        nextTime = 0;
        hasCandles = false;
    }

    /** Whether it gets all changes from this one on, as the others of its group do. */
    boolean getsAllFrom(long sequence) {
        return !waits && sequence >= joinedAt;
    }

    boolean gets(CandleEvent event) {
        CandleKey series = event.candle().key();
        // One that was listed since it joined has no past to wait for.
        return !past.contains(series)
                && event.sequence() >= Math.max(joinedAt, liveFrom.getOrDefault(series, joinedAt));
    }

    /** To be called when it has been given what waited for it: from now on it gets all changes. */
    void caughtUp() {
        if (waits && past.isEmpty()) {
            waits = false;
            liveFrom.clear();
        }
    }
}
