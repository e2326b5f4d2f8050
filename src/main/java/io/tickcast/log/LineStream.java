package io.tickcast.log;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Splits what is printed into lines, so many a second and no more. A line that is too long to be one is cut into
 * several.
 */
final class LineStream extends OutputStream {
    static final int PER_SECOND = 100;
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int LONGEST = 8192;

    private final Consumer<String> lines;
    private final LongSupplier clock;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long secondSince;
    private int inSecond;
    private volatile long dropped;

    /** @param clock ns, never going back */
    LineStream(Consumer<String> lines, LongSupplier clock) {
        this.lines = lines;
        this.clock = clock;
        secondSince = clock.getAsLong();
    }

    @Override
    public synchronized void write(int b) {
        if (b != '\n') {
            line.write(b);
        }
        if (b == '\n' || line.size() == LONGEST) {
            String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
            line.reset();
            if (!text.isEmpty()) {
                pass(text);
            }
        }
    }

    private void pass(String text) {
        long now = clock.getAsLong();
        if (now - secondSince >= SECOND_NANOS) {
            secondSince = now;
            inSecond = 0;
        }
        inSecond++;
        if (inSecond <= PER_SECOND) {
            lines.accept(text);
            return;
        }
        dropped++;
        if (inSecond == PER_SECOND + 1) {
            lines.accept(
                    "More than " + PER_SECOND + " lines are printed in a second; the rest of this second is left out");
        }
    }

    /** Lines that were too many. */
    long dropped() {
        return dropped;
    }
}
