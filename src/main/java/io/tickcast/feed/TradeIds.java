package io.tickcast.feed;

import java.util.HashMap;
import java.util.Map;

/**
 * Tells a trade id that no exchange could have come to, which would silence its symbol for a time, from ids that begin
 * anew or go on after a break: then several in a row agree. Belongs to one event loop.
 */
final class TradeIds {
    /** Consecutive messages of a symbol that show together that its ids go on elsewhere. */
    static final int AGREEING = 8;
    /** Most that an id may differ from the highest one of its symbol, beside the trades of the time between. */
    static final long MAX_JUMP = 100_000;
    /** Most that a first id may be: 10,000 trades a second for three years. */
    static final long MAX_FIRST = 1_000_000_000_000L;

    private static final long MAX_PER_MILLI = 10;

    private final Map<String, Progress> bySymbol = new HashMap<>();

    private static final class Progress {
        private final Reached known = new Reached();
        private final Reached suspected = new Reached();
        private int agreeing;
    }

    /** The highest id of a symbol, and the highest number by which the exchange counts; 0: none. */
    private static final class Reached {
        private long id;
        private long number;
        private long receivedAt;

        boolean mayBeFollowedBy(long nextId, long nextNumber, long time) {
            long trades = MAX_PER_MILLI * Math.max(0, time - receivedAt) / 1_000;
            return isNear(id, nextId, trades) && isNear(number, nextNumber, trades);
        }

        private static boolean isNear(long reached, long next, long trades) {
            if (next <= 0) {
                return true;
            }
            if (reached == 0) {
                return next <= MAX_FIRST;
            }
            return next - reached <= MAX_JUMP + trades && reached - next <= MAX_JUMP;
        }

        void advance(long nextId, long nextNumber, long time) {
            id = Math.max(id, nextId);
            number = Math.max(number, nextNumber);
            receivedAt = time;
        }

        void become(long newId, long newNumber, long time) {
            id = newId;
            number = newNumber;
            receivedAt = time;
        }
    }

    /**
     * @param first      id of the first trade of a message
     * @param last       id of the last trade of it; what is not above 0 is none
     * @param number     by which the exchange counts such messages; 0: it does not
     * @param receivedAt in µs
     * @return whether the ids may be true
     */
    boolean admits(String symbol, long first, long last, long number, long receivedAt) {
        if (first > last) {
            return false;
        }
        if (last <= 0) {
            return true;
        }
        Progress progress = bySymbol.computeIfAbsent(symbol, unknown -> new Progress());
        if (progress.known.mayBeFollowedBy(last, number, receivedAt)) {
            progress.known.advance(last, number, receivedAt);
            progress.agreeing = 0;
            return true;
        }
        if (progress.agreeing > 0 && progress.suspected.mayBeFollowedBy(last, number, receivedAt)) {
            progress.suspected.advance(last, number, receivedAt);
            progress.agreeing++;
        } else {
            progress.suspected.become(last, number, receivedAt);
            progress.agreeing = 1;
        }
        if (progress.agreeing < AGREEING) {
            return false;
        }
        progress.known.become(progress.suspected.id, progress.suspected.number, receivedAt);
        progress.agreeing = 0;
        return true;
    }
}
