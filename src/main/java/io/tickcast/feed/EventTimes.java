package io.tickcast.feed;

import io.tickcast.market.Tick;
import io.tickcast.time.NodeClock;
import java.time.Duration;

/**
 * Tells a price that is dated into the future, which would silence its symbol until then, from clocks that differ: then
 * all prices are dated so. It takes a few prices to know that, at the start too: a first one has nothing to be held
 * against but the clock. Prices that are late are none of its business, unless the wall clock says that they are on
 * time: then this node's clock, which is the wall clock of the start, is ahead. Belongs to one event loop.
 */
final class EventTimes {
    /** Most that a price may be ahead of the others, and of this node's clock as long as that clock is right. */
    static final long LIMIT_MILLIS = Duration.ofSeconds(10).toMillis();
    /** Prices in a row, of whichever symbol, that show together that it is the clocks which differ. */
    static final int AGREEING = 8;

    private final NodeClock clock;
    /** Lead of the exchange's clock over this node's; 0 if there is none, or hardly one. Below 0 it is behind. */
    private long skew;

    private long suspected;
    private int agreeing;
    private long clockTaken;

    EventTimes(NodeClock clock) {
        this.clock = clock;
        clockTaken = clock.takenOver();
    }

    /** @return whether the price may be true */
    boolean admits(Tick tick) {
        long ahead = ahead(tick);
        followClock(ahead);
        boolean fits = ahead <= skew + LIMIT_MILLIS;
        // A feed that lags for a while is no clock that was set, so a lesser skew counts only when it is much less.
        if (fits && (ahead >= skew - 6 * LIMIT_MILLIS || shown(tick) >= skew)) {
            agreeing = 0;
            return true;
        }
        if (agreeing == 0 || Math.abs(ahead - suspected) > LIMIT_MILLIS) {
            suspected = ahead;
            agreeing = 0;
        }
        agreeing++;
        if (agreeing == AGREEING) {
            agreeing = 0;
            skew = shown(tick);
            return true;
        }
        return fits;
    }

    /** Keeps the limits valid when this node takes over the clock of a cluster: prices read before may still arrive. */
    private void followClock(long ahead) {
        long taken = clock.takenOver();
        long moved = (taken - clockTaken) / 1_000;
        if (moved != 0 && Math.abs(ahead - (skew - moved)) < Math.abs(ahead - skew)) {
            clockTaken = taken;
            skew -= moved;
            agreeing = 0;
        }
    }

    /** The skew that a price shows, if all are like it. */
    private long shown(Tick tick) {
        long ahead = ahead(tick);
        boolean onTime = Math.abs(tick.eventTime() - clock.wall(tick.receivedAt()) / 1_000) <= LIMIT_MILLIS;
        return ahead < -LIMIT_MILLIS && onTime ? ahead : Math.max(0, ahead);
    }

    static long ahead(Tick tick) {
        return tick.eventTime() - tick.receivedAt() / 1_000;
    }

    /** The difference in ms. */
    long skew() {
        return skew;
    }
}
