package io.tickcast.sse.stats;

import io.micrometer.core.instrument.Timer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * A delay in µs over the last 10 s. Thread-safe; recording takes no lock. A {@link Timer} has the buckets for the
 * metrics, but neither how many delays a window had nor windows that end at a known time.
 */
public final class LatencyWindow {
    private static final long MAX_MICROS = Duration.ofHours(1).toNanos() / 1_000;
    private static final long TURN_NANOS = Duration.ofSeconds(10).toNanos();

    private final Timer timer;
    private final Recorder recorder = new Recorder(MAX_MICROS, 2);
    private final AtomicLong negative = new AtomicLong();
    private Histogram last = recorder.getIntervalHistogram();
    private long turnedAt = System.nanoTime();

    /** @param timer records each delay, too, for all time */
    LatencyWindow(Timer timer) {
        this.timer = timer;
    }

    /** A delay below zero means that two clocks differ: it counts as zero, and is counted. */
    public void record(long micros) {
        if (micros < 0) {
            negative.incrementAndGet();
        }
        long counted = Math.max(0, Math.min(MAX_MICROS, micros));
        recorder.recordValue(counted);
        timer.record(counted, TimeUnit.MICROSECONDS);
    }

    /** Called about once a second; every 10 s the window moves on. */
    synchronized void turn() {
        long now = System.nanoTime();
        if (now - turnedAt > TURN_NANOS) {
            last = recorder.getIntervalHistogram();
            turnedAt = now;
        }
    }

    /** p50 and p99 of the 10 s before the last turn. */
    synchronized JsonObject toJson() {
        return new JsonObject()
                .put("p50_ms", last.getValueAtPercentile(50) / 1_000.0)
                .put("p99_ms", last.getValueAtPercentile(99) / 1_000.0)
                .put("count", last.getTotalCount())
                .put("negative", negative.get());
    }
}
