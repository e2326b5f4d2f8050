package io.tickcast.market;

/** Lengths of the figures of a tick, six bits each in one number. */
final class Lengths {
    private static final int BITS = 6;
    private static final long MASK = (1L << BITS) - 1;

    private Lengths() {}

    static int of(long lengths, int field) {
        return (int) ((lengths >>> (field * BITS)) & MASK);
    }

    static long with(long lengths, int field, int length) {
        return (lengths & ~mask(field)) | ((long) length << (field * BITS));
    }

    /** The bits of this figure. */
    static long mask(int field) {
        return MASK << (field * BITS);
    }
}
