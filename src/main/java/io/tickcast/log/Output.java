package io.tickcast.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.tickcast.metrics.Meters;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Standard output and standard error of a node, neither of which it ever waits for. */
public final class Output {
    /** Time for the last lines, and for a reader that is only slow. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Standard error itself, whatever takes its place. */
    private static final PrintStream ERR = System.err;

    private static final List<NonBlockingConsoleAppender> APPENDERS = new CopyOnWriteArrayList<>();
    private static final List<LineStream> PRINTED = new CopyOnWriteArrayList<>();

    private static volatile @Nullable OutputStream own;
    private static volatile Consumer<Throwable> onThrown = thrown -> {};

    private Output() {}

    /**
     * Lets the log write to the standard output of the process itself. {@link System#out} hides that a line could not
     * be written, as to a pipe that is closed or a disk that is full. To be called before the first logger is made.
     */
    public static void takeStandardOutput() {
        own = new FileOutputStream(FileDescriptor.out);
    }

    /**
     * The stream that the log goes to; System.out when another program owns the process, such as a test runner.
     */
    static OutputStream standard() {
        return Objects.requireNonNullElse(own, System.out);
    }

    /** Shows it each exception that is logged, however many libraries handle it before; on the thread that logs. */
    public static void onThrown(Consumer<Throwable> action) {
        onThrown = action;
    }

    static void report(Throwable thrown) {
        onThrown.accept(thrown);
    }

    static void add(NonBlockingConsoleAppender appender) {
        APPENDERS.add(appender);
    }

    static void remove(NonBlockingConsoleAppender appender) {
        APPENDERS.remove(appender);
    }

    /**
     * Makes a line of the log of each line that code prints, such as a trusted file or a library. Left out where an
     * operator's own configuration writes the log another way: it might print what was printed, without end.
     */
    public static void capture() {
        if (rootAppenders().stream().allMatch(NonBlockingConsoleAppender.class::isInstance)) {
            System.setOut(stream(LoggerFactory.getLogger("stdout")::info));
            System.setErr(stream(LoggerFactory.getLogger("stderr")::warn));
        }
    }

    private static PrintStream stream(Consumer<String> lines) {
        LineStream printed = new LineStream(lines, System::nanoTime);
        PRINTED.add(printed);
        return new PrintStream(printed, true, StandardCharsets.UTF_8);
    }

    /** Prints a line of a command on standard error; returns when it is written, or after two seconds. */
    public static void complain(String line) {
        Thread printer = new Thread(() -> ERR.println(line), "complain");
        printer.setDaemon(true);
        try {
            printer.start();
        } catch (OutOfMemoryError e) {
            // No thread can be made any more, which may be what there is to complain of.
            ERR.println(line);
            return;
        }
        try {
            printer.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when all earlier log lines are written, or after two seconds. */
    public static void flush() {
        APPENDERS.forEach(appender -> appender.flush(PATIENCE));
    }

    /** Registers the meters of the log. */
    public static Meters meters() {
        Meters meters = new Meters();
        meters.gauge("waiting", "tickcast_log_waiting_lines", () -> sum(NonBlockingConsoleAppender::waiting))
                .help("Log lines that wait for standard output; at most 1024");
        meters.counter("dropped", "tickcast_log_dropped_lines", () -> sum(NonBlockingConsoleAppender::dropped))
                .help("Log lines dropped because standard output was not read, or could not be written");
        meters.counter(
                        "libraries",
                        "tickcast_log_library_lines",
                        () -> sum(appender -> appender.libraries().all()))
                .help("Warnings and errors of libraries; only the 1st, 2nd, 4th, 8th ... of each kind are logged");
        meters.counter(
                        "no_descriptors",
                        "tickcast_no_descriptors",
                        () -> sum(appender -> appender.libraries().noDescriptors()))
                .help("Connections that failed for lack of file descriptors (ulimit -n)");
        meters.counter(
                        "printed_dropped",
                        "tickcast_log_printed_dropped_lines",
                        () -> PRINTED.stream().mapToLong(LineStream::dropped).sum())
                .help("Printed lines that were dropped: more than 100 in a second");
        return meters;
    }

    private static long sum(ToLongFunction<NonBlockingConsoleAppender> count) {
        return APPENDERS.stream().mapToLong(count).sum();
    }

    private static List<Appender<ILoggingEvent>> rootAppenders() {
        List<Appender<ILoggingEvent>> all = new ArrayList<>();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().forEachRemaining(all::add);
        }
        return all;
    }
}
