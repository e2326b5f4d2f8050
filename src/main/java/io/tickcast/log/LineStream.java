package io.tickcast.log;

import io.tickcast.time.PerSecondLimiter;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Splits printed text into lines, at most a fixed number a second. A line that is too long to be one is cut into
 * several.
 */
final class LineStream extends OutputStream {
    static final int PER_SECOND = 100;
    private static final int LONGEST = 8192;

    private final Consumer<String> lines;
    private final PerSecondLimiter limiter;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final AtomicLong dropped = new AtomicLong();

    /** @param clock ns, never going back */
    LineStream(Consumer<String> lines, LongSupplier clock) {
        this.lines = lines;
        limiter = new PerSecondLimiter(PER_SECOND, clock);
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
        if (limiter.admits()) {
            lines.accept(text);
            return;
        }
        dropped.incrementAndGet();
        if (limiter.hasJustBegunToRefuse()) {
            lines.accept(
                    "More than " + PER_SECOND + " lines are printed in a second; the rest of this second is left out");
        }
    }

    /** Lines that were too many. */
    long dropped() {
        return dropped.get();
    }
}
