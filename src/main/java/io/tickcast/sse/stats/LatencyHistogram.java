package io.tickcast.sse.stats;

import java.util.concurrent.atomic.LongAdder;

/** A histogram of delays since the start. Thread-safe; counting takes no lock. */
public final class LatencyHistogram {
    private static final long[] BOUNDS_MICROS = {
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000
    };

    private final LongAdder[] counts = new LongAdder[BOUNDS_MICROS.length + 1];
    private final LongAdder sumMicros = new LongAdder();

    LatencyHistogram() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void add(long micros) {
        int bound = 0;
        while (bound < BOUNDS_MICROS.length && micros > BOUNDS_MICROS[bound]) {
            bound++;
        }
        counts[bound].increment();
        sumMicros.add(micros);
    }

    /** Longest delay of each count, in seconds; that of the last one is infinite. */
    public static double[] bounds() {
        double[] seconds = new double[BOUNDS_MICROS.length + 1];
        for (int i = 0; i < BOUNDS_MICROS.length; i++) {
            seconds[i] = BOUNDS_MICROS[i] / 1e6;
        }
        seconds[BOUNDS_MICROS.length] = Double.POSITIVE_INFINITY;
        return seconds;
    }

    /** Number of delays within each bound and beyond the one before. */
    public long[] counts() {
        long[] sums = new long[counts.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = counts[i].sum();
        }
        return sums;
    }

    public double sumSeconds() {
        return sumMicros.sum() / 1e6;
    }
}
