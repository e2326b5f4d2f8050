package io.tickcast.script;

import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Counts the calls of one file and what became of them. Thread-safe. */
final class Calls {
  private static final long LONGEST_MICROS = 60_000_000;

  private final Histogram micros = new Histogram(LONGEST_MICROS, 2);
  private long calls;
  private long callsBefore;
  private long perSecond;
  private long failures;
  private int failuresInRow;
  private long overruns;
  private Optional<String> lastError = Optional.empty();

  /** What status tells. Times are in µs; the rate is of the last whole second. */
  record Snapshot(long calls, long perSecond, long p50, long p99, long max, long failures, long overruns,
      Optional<String> lastError) {}

  synchronized void succeeded(long nanos) {
    count(nanos);
    failuresInRow = 0;
  }

  /** @return how many failed in a row, this one included */
  synchronized int failed(long nanos, String why) {
    count(nanos);
    failures++;
    lastError = Optional.of(why);
    return ++failuresInRow;
  }

  synchronized void overran() {
    overruns++;
  }

  private void count(long nanos) {
    calls++;
    micros.recordValue(Math.min(LONGEST_MICROS, nanos / 1_000));
  }

  /** To be called once a second. */
  synchronized void turn() {
    perSecond = calls - callsBefore;
    callsBefore = calls;
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(calls, perSecond, micros.getValueAtPercentile(50), micros.getValueAtPercentile(99),
        micros.getMaxValue(), failures, overruns, lastError);
  }
}
