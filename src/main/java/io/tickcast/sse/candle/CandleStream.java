package io.tickcast.sse.candle;

import io.tickcast.market.candle.CandleKey;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The candles of one stream: what it wants, and which of it it gets already. Of a series of which it is still given the
 * past it gets no changes, since they will be in that past.
 */
final class CandleStream {
    private final CandleListener listener;
    private final CandleSubscription subscription;
    private final Deque<CandleKey> past = new ArrayDeque<>();
    /** Of a stream that is given the past: the sequence from which on it gets the changes of a series. */
    private final Map<CandleKey, Long> liveFrom = new HashMap<>();

    private boolean waits;
    private long joinedAt;
    private long nextTime;
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

    /** Gets no changes until the past of their series has been given. */
    void await(Collection<CandleKey> series) {
        waits = true;
        past.addAll(series);
    }

    boolean hasPast() {
        return !past.isEmpty();
    }

    /** The series whose past is given now. */
    CandleKey current() {
        return past.element();
    }

    /** Open time from which on the past of this series has not been given; 0 before its first page. */
    long nextTime() {
        return nextTime;
    }

    void gave(long before) {
        nextTime = before;
    }

    /** Gets the changes of the current series from this one on; the past of the next series follows. */
    void goLive(long sequence) {
        liveFrom.put(past.remove(), sequence);
        nextTime = 0;
    }

    /** Whether it gets all changes from this one on, as the others of its group do. */
    boolean getsAllFrom(long sequence) {
        return !waits && sequence >= joinedAt;
    }

    boolean gets(CandleEvent event) {
        return waits
                ? event.sequence() >= liveFrom.getOrDefault(event.candle().key(), Long.MAX_VALUE)
                : event.sequence() >= joinedAt;
    }

    /** To be called when it has been given what waited for it: from now on it gets all changes. */
    void caughtUp() {
        if (waits && past.isEmpty()) {
            waits = false;
            liveFrom.clear();
        }
    }
}
