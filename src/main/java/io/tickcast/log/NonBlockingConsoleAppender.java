package io.tickcast.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log to standard output from a thread of its own. No caller waits: while the output is blocked, as by a
 * full pipe, a bounded number of lines is kept. Lines beyond it are dropped and counted, and a line says so once the
 * output is taken again. Texts are written without control characters, and libraries are kept short: see
 * {@link SanitizedEvent} and {@link LibraryLines}.
 *
 * <p>Logback's own AsyncAppender drops without a count.
 */
public final class NonBlockingConsoleAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int CAPACITY = 1024;
    private static final long TELL_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(2).toNanos();

    private final LibraryLines libraries = new LibraryLines();
    private final BlockingQueue<ILoggingEvent> waiting;
    private final OutputStream out;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong finished = new AtomicLong();
    private @Nullable Encoder<ILoggingEvent> encoder;
    private @Nullable Thread writer;
    /** The writer's own, as the next one is. */
    private long told;

    private long toldAt = System.nanoTime() - TELL_EVERY_NANOS;

    /** Standard output as it is now: what takes its place later may log itself. */
    public NonBlockingConsoleAppender() {
        this(Output.standard(), CAPACITY);
    }

    NonBlockingConsoleAppender(OutputStream out, int capacity) {
        this.out = out;
        waiting = new ArrayBlockingQueue<>(capacity);
    }

    /** Called by Logback, as {@code conf/logback.xml} says. */
    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Override
    public void start() {
        Encoder<ILoggingEvent> lines = encoder;
        if (lines == null) {
            addError("The appender \"" + name + "\" has no <encoder>");
            return;
        }
        writer = new Thread(() -> write(lines), "log-writer");
        writer.setDaemon(true);
        writer.start();
        Output.add(this);
        super.start();
    }

    @Override
    public void stop() {
        super.stop();
        Output.remove(this);
        if (writer != null) {
            writer.interrupt();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getThrowableProxy() instanceof ThrowableProxy thrown) {
            Output.report(thrown.getThrowable());
        }
        libraries.of(event).ifPresent(line -> {
            // The caller's objects may be others by the time the line is written.
            line.prepareForDeferredProcessing();
            (waiting.offer(line) ? accepted : dropped).incrementAndGet();
        });
    }

    private void write(Encoder<ILoggingEvent> lines) {
        try {
            while (true) {
                if (write(lines, waiting.take())) {
                    tellOfDropped(lines);
                } else {
                    // Lost like a line that found the queue full.
                    dropped.incrementAndGet();
                }
                finished.incrementAndGet();
            }
        } catch (InterruptedException e) {
            // Stopped.
        }
    }

    private boolean write(Encoder<ILoggingEvent> lines, ILoggingEvent event) {
        try {
            out.write(lines.encode(new SanitizedEvent(event)));
            out.flush();
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** Reports dropped lines at once when all others are written, and otherwise now and then: a flood may never end. */
    private void tellOfDropped(Encoder<ILoggingEvent> lines) {
        long count = dropped.get();
        long now = System.nanoTime();
        if (count == told || (!waiting.isEmpty() && now - toldAt < TELL_EVERY_NANOS)) {
            return;
        }
        toldAt = now;
        LoggingEvent line = new LoggingEvent(
                NonBlockingConsoleAppender.class.getName(),
                ((LoggerContext) getContext()).getLogger(NonBlockingConsoleAppender.class),
                Level.WARN,
                (count - told) + " lines of the log were dropped: nothing read the output",
                null,
                null);
        if (write(lines, line)) {
            told = count;
        }
    }

    /** Returns when all lines so far are written, or after a while. */
    void flush(Duration patience) {
        long target = accepted.get();
        long until = System.nanoTime() + patience.toNanos();
        while (finished.get() < target && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    LibraryLines libraries() {
        return libraries;
    }

    /** Lines that were dropped. */
    long dropped() {
        return dropped.get();
    }

    /** Lines that wait to be written. */
    int waiting() {
        return waiting.size();
    }
}
