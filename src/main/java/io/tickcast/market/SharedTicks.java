package io.tickcast.market;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The ticks that passed through a node last. Each event loop keeps the ticks of the last minute: through this they keep
 * one object of each tick, however often it was decoded, and one array of the figures that have not changed since the
 * tick before. A tick that finds another one in its place is not shared, and nothing else happens. Thread-safe, without
 * a lock.
 */
final class SharedTicks {
    /** More than pass through within the time by which event loops differ. */
    private static final int RECENT = 4_096;

    private static final int SYMBOLS = 16_384;

    private final AtomicReferenceArray<Tick> recent = new AtomicReferenceArray<>(RECENT);
    private final AtomicReferenceArray<Tick> bySymbol = new AtomicReferenceArray<>(SYMBOLS);

    Tick shared(Tick tick) {
        int place = spread(tick.hashCode()) & RECENT - 1;
        Tick known = recent.get(place);
        if (tick.equals(known)) {
            return known;
        }
        int market = spread(tick.symbol().hashCode() * 31 + tick.exchange().hashCode()) & SYMBOLS - 1;
        Tick last = bySymbol.get(market);
        Tick shared = last == null ? tick : tick.sharing(last);
        bySymbol.set(market, shared);
        // The same tick of a second line is dropped wherever it comes second, so nobody keeps that.
        if (known == null || !isSameTick(known, tick)) {
            recent.set(place, shared);
        }
        return shared;
    }

    private static boolean isSameTick(Tick one, Tick other) {
        return one.eventTime() == other.eventTime()
                && one.order() == other.order()
                && one.symbol().equals(other.symbol())
                && one.exchange().equals(other.exchange());
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 16;
    }
}
