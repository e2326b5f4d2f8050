package io.tickcast.testing;

import io.tickcast.time.TimeSource;
import java.time.Duration;
import java.util.OptionalLong;

/** Clocks of a machine that go only when a test says so. Thread-safe. */
public final class SetTime implements TimeSource {
    private long nanos = 1;
    private long suspended;
    private long wallMicros;
    private boolean tellsBoot = true;

    /** @param wallMillis time that the wall clock shows at first */
    public SetTime(long wallMillis) {
        wallMicros = wallMillis * 1_000;
    }

    /** Time passes. */
    public synchronized void pass(Duration time) {
        nanos += time.toNanos();
        wallMicros += time.toNanos() / 1_000;
    }

    /** Somebody sets the wall clock, ahead or back. */
    public synchronized void set(Duration ahead) {
        wallMicros += ahead.toNanos() / 1_000;
    }

    /** The machine sleeps. */
    public synchronized void suspend(Duration time) {
        suspended += time.toNanos();
        wallMicros += time.toNanos() / 1_000;
    }

    /** From now on it does not tell how long ago it was started. */
    public synchronized void hideBoot() {
        tellsBoot = false;
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized long wallMicros() {
        return wallMicros;
    }

    @Override
    public synchronized OptionalLong bootNanos() {
        return tellsBoot ? OptionalLong.of(nanos + suspended) : OptionalLong.empty();
    }
}
