package io.tickcast.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** The log while it is open, one text a line: the level and the message. */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();
    private final Logger logger;
    private final Level before;

    /** @param logger the name of the one to watch, with all below it */
    public LogLines(String logger) {
        this(logger, ((Logger) LoggerFactory.getLogger(logger)).getLevel());
    }

    /** @param from lowest level that is collected */
    public LogLines(String logger, Level from) {
        this.logger = (Logger) LoggerFactory.getLogger(logger);
        before = this.logger.getLevel();
        this.logger.setLevel(from);
        this.logger.addAppender(this);
        start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        // What Vert.x writes of any thread that a busy machine gave no time.
        if (event.getFormattedMessage().contains(" has been blocked for ")) {
            return;
        }
        threads.add(event.getThreadName());
        lines.add(event.getLevel() + " " + event.getFormattedMessage());
        synchronized (lines) {
            lines.notifyAll();
        }
    }

    public List<String> all() {
        return List.copyOf(lines);
    }

    /** Names of the threads that logged. */
    public Set<String> threads() {
        return Set.copyOf(threads);
    }

    public List<String> containing(String text) {
        return lines.stream().filter(line -> line.contains(text)).toList();
    }

    public List<String> of(Level level) {
        return lines.stream().filter(line -> line.startsWith(level + " ")).toList();
    }

    /** Returns once such a line is there. */
    public void awaitLine(String text) {
        long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
        synchronized (lines) {
            while (containing(text).isEmpty()) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(lines, deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    throw new AssertionError("interrupted", e);
                }
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("nothing with \"" + text + "\" was logged, only " + lines);
                }
            }
        }
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(before);
        stop();
    }
}
