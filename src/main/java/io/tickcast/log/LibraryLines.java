package io.tickcast.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Warnings and errors of the libraries that face the network. A hostile client can cause any number of them, with a
 * stack trace each. Here each kind is a line, for its 1st, 2nd, 4th, 8th ... occurrence, and all are counted.
 */
final class LibraryLines {
    private static final String VERTX = "io.vertx.";
    private static final String[] LIBRARIES = {"io.netty.", VERTX, "com.hazelcast."};
    /** The logger of Vert.x' watch of threads, whose stack trace is the message. */
    private static final String WATCH_OF_THREADS = "io.vertx.core.impl.BlockedThreadChecker";

    private static final String READER_OF_BUS = "io.vertx.core.eventbus.impl.clustered.InboundConnection";
    private static final int MOST_KINDS = 200;
    private static final int MOST_FRAMES = 8;
    private static final int LONGEST = 300;

    private final Map<String, Occurrences> counts = new ConcurrentHashMap<>();
    private final AtomicLong all = new AtomicLong();
    private final Occurrences noDescriptors = new Occurrences();
    private final Occurrences noMessages = new Occurrences();

    /** The line to write in place of this one: the same, a shorter one, or nothing. */
    Optional<ILoggingEvent> of(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(Level.WARN)
                || event.getLoggerName().equals(WATCH_OF_THREADS)
                || Stream.of(LIBRARIES).noneMatch(event.getLoggerName()::startsWith)) {
            return Optional.of(event);
        }
        all.incrementAndGet();
        Optional<IThrowableProxy> thrown = Optional.ofNullable(event.getThrowableProxy());
        if (thrown.filter(LibraryLines::isOutOfDescriptors).isPresent()) {
            return told(
                    noDescriptors,
                    count -> line(
                            event,
                            "No file descriptor is left, so connections have to wait: raise "
                                    + "the limit (ulimit -n) or lower http.max-connections (" + count + " so far)"));
        }
        if (thrown.filter(LibraryLines::isOfBus).isPresent()) {
            return told(
                    noMessages,
                    count -> line(
                            event,
                            "Malformed bytes arrived at the port of the event bus "
                                    + "(cluster.port), which nodes alone should reach (" + count + " times so far)"));
        }
        String kind = event.getLoggerName()
                + ' '
                + thrown.map(cause -> cause.getClassName() + where(cause, 1)).orElseGet(() -> template(event));
        // A kind beyond the last that is known shares one count with all others.
        Occurrences alike = counts.computeIfAbsent(
                counts.size() < MOST_KINDS || counts.containsKey(kind) ? kind : "others", first -> new Occurrences());
        return told(
                alike,
                count -> line(
                        event,
                        cut(event.getFormattedMessage())
                                + thrown.map(LibraryLines::text).orElse("")
                                + (count == 1 ? "" : " (" + count + " like this so far)")));
    }

    /** Hazelcast puts its addresses in front, and arguments into the text. A text of Vert.x may be all a stranger's. */
    private static String template(ILoggingEvent event) {
        return event.getLoggerName().startsWith(VERTX)
                ? ""
                : cut(String.valueOf(event.getMessage())).replaceAll("[0-9a-f]{4,}|\\d+", "#");
    }

    private static Optional<ILoggingEvent> told(Occurrences occurrences, LongFunction<ILoggingEvent> line) {
        OptionalLong count = occurrences.add();
        return count.isPresent() ? Optional.of(line.apply(count.getAsLong())) : Optional.empty();
    }

    private static boolean isOfBus(IThrowableProxy thrown) {
        return Stream.of(thrown.getStackTraceElementProxyArray())
                .anyMatch(frame -> frame.getStackTraceElement().getClassName().equals(READER_OF_BUS));
    }

    private static boolean isOutOfDescriptors(IThrowableProxy thrown) {
        return String.valueOf(thrown.getMessage()).contains("Too many open files");
    }

    private static String text(IThrowableProxy thrown) {
        String where = where(thrown, MOST_FRAMES);
        return ": " + thrown.getClassName() + ": " + cut(String.valueOf(thrown.getMessage()))
                + (where.isEmpty() ? "" : " [" + where + ']')
                + Optional.ofNullable(thrown.getCause())
                        .map(cause ->
                                ", caused by " + cause.getClassName() + ": " + cut(String.valueOf(cause.getMessage())))
                        .orElse("");
    }

    private static String where(IThrowableProxy thrown, int frames) {
        return Stream.of(thrown.getStackTraceElementProxyArray())
                .limit(frames)
                .map(StackTraceElementProxy::getStackTraceElement)
                .map(at -> at.getFileName() + ':' + at.getLineNumber())
                .collect(Collectors.joining(" < "));
    }

    private static String cut(String text) {
        return Printable.cut(text, LONGEST);
    }

    private static ILoggingEvent line(ILoggingEvent event, String text) {
        LoggingEvent line = new LoggingEvent(
                LibraryLines.class.getName(),
                (Logger) LoggerFactory.getLogger(event.getLoggerName()),
                event.getLevel(),
                text,
                null,
                null);
        line.setInstant(event.getInstant());
        line.setThreadName(event.getThreadName());
        return line;
    }

    /** Warnings and errors of libraries so far, written or not. */
    long all() {
        return all.get();
    }

    /** Connections that found no file descriptor. */
    long noDescriptors() {
        return noDescriptors.count();
    }
}
