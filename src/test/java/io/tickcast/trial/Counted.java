package io.tickcast.trial;

import java.util.BitSet;

/** The numbers of one symbol that one client has seen. */
final class Counted {
    private final BitSet seen = new BitSet();
    /** The numbers that a gap names. */
    private final BitSet named = new BitSet();

    private int first;
    private int newest;
    private int atConnect;
    private int inConnection;
    private boolean live;

    void connected() {
        atConnect = newest;
        inConnection = 0;
        live = false;
    }

    /** The relation of a number to the numbers before it. */
    enum Fit {
        /** The next one, or the first of all. */
        NEXT,
        /** One that the client has: it drops it. */
        REPEAT,
        /** Some before it were left out. */
        GAP,
        /** An older one, after the client was given something new in this connection. */
        BACK
    }

    Fit add(int number) {
        boolean isBack = live && number <= inConnection;
        inConnection = number;
        if (first == 0) {
            first = number;
        }
        boolean isGap = newest > 0 && number > newest + 1;
        boolean isRepeat = number <= newest;
        seen.set(number);
        newest = Math.max(newest, number);
        live |= number > atConnect;
        if (isBack) {
            return Fit.BACK;
        }
        if (isGap) {
            return Fit.GAP;
        }
        return isRepeat ? Fit.REPEAT : Fit.NEXT;
    }

    /** A gap: what the client had of it before it came to this node is none of it. */
    void name(int from, int to) {
        named.set(Math.max(from, atConnect + 1), Math.max(to, atConnect) + 1);
    }

    /** The numbers that were never seen and that no gap names, and those that a gap names and that were seen. */
    String faults() {
        BitSet silent = new BitSet();
        silent.set(Math.max(1, first), newest + 1);
        silent.andNot(seen);
        silent.andNot(named);
        BitSet wrong = (BitSet) named.clone();
        wrong.and(seen);
        return shown("missing without a gap", silent) + shown("named and there", wrong);
    }

    private static String shown(String what, BitSet numbers) {
        return numbers.isEmpty()
                ? ""
                : "%d %s, %d to %d;"
                        .formatted(numbers.cardinality(), what, numbers.nextSetBit(0), numbers.length() - 1);
    }

    int newest() {
        return newest;
    }

    /**
     * Number of ticks between the first and the newest that were never seen. A client that comes back at once is given
     * older ones, too.
     */
    int missing() {
        return first == 0 ? 0 : newest - first + 1 - seen.get(first, newest + 1).cardinality();
    }
}
