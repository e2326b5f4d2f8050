package io.tickcast.script;

import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts the calls of one file and what became of them. Thread-safe. */
final class CallStats {
    private static final long LONGEST_MICROS = 60_000_000;
    private static final int WINDOW_SECONDS = 60;

    /**
     * Calls of the current minute and the one before. The first calls, which the JVM has yet to compile, are forgotten.
     */
    private Histogram micros = new Histogram(LONGEST_MICROS, 2);

    private Histogram microsBefore = new Histogram(LONGEST_MICROS, 2);
    private int seconds;
    private long calls;
    private long callsBefore;
    private long perSecond;
    private long failures;
    private int failuresInRow;
    private long overruns;
    private @Nullable String lastError;

    /**
     * Statistics for the status. Times are in µs, of the last one to two minutes; the rate is of the last whole second.
     */
    record Snapshot(
            long calls,
            long perSecond,
            long p50,
            long p99,
            long max,
            long failures,
            long overruns,
            Optional<String> lastError) {}

    synchronized void succeeded(long nanos) {
        count(nanos);
        failuresInRow = 0;
    }

    /** @return number of failures in a row, this one included */
    synchronized int failed(long nanos, String why) {
        count(nanos);
        failures++;
        lastError = why;
        return ++failuresInRow;
    }

    synchronized void overran() {
        overruns++;
    }

    private void count(long nanos) {
        calls++;
        micros.recordValue(Math.min(LONGEST_MICROS, nanos / 1_000));
    }

    /** Must be called once a second. */
    synchronized void turn() {
        perSecond = calls - callsBefore;
        callsBefore = calls;
        if (++seconds == WINDOW_SECONDS) {
            seconds = 0;
            Histogram oldest = microsBefore;
            microsBefore = micros;
            micros = oldest;
            micros.reset();
        }
    }

    synchronized Snapshot snapshot() {
        Histogram window = micros.copy();
        window.add(microsBefore);
        return new Snapshot(
                calls,
                perSecond,
                window.getValueAtPercentile(50),
                window.getValueAtPercentile(99),
                window.getMaxValue(),
                failures,
                overruns,
                Optional.ofNullable(lastError));
    }
}
