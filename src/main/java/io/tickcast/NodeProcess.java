package io.tickcast;

import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.tickcast.liveness.Fault;
import io.tickcast.liveness.Liveness;
import io.tickcast.log.Output;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of a node: it can be told to stop from its first moment on, and its exit status says why it ended. */
final class NodeProcess {
    private static final int OK = 0;
    static final int CANNOT_START = 1;
    private static final int WRONG_USE = 2;
    /** EX_SOFTWARE of sysexits.h: a supervisor that restarts failed processes restarts this one. */
    private static final int START_ANEW = 70;

    private final Startup startup = new Startup(this::broken);
    private final CompletableFuture<Node> started = new CompletableFuture<>();
    private volatile Duration patience = Duration.ZERO;
    private volatile @Nullable Logger log;

    private NodeProcess() {}

    /** Lets a signal end the process in order, with status 0, from now on. */
    static NodeProcess prepare() {
        NodeProcess process = new NodeProcess();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.stop(OK), "stop"));
        return process;
    }

    /** Ends the process, and does not return. */
    static void end(int status) {
        try {
            Output.flush();
        } finally {
            // Skips shutdown hooks: nothing is left to stop, and the JVM would report a signal as its status.
            Runtime.getRuntime().halt(status);
        }
    }

    /** Returns when the node runs or was told to stop. Where it cannot start, the process ends. */
    void start(Settings settings, boolean demo) {
        patience = settings.drain().timeout();
        // conf/logback.xml chooses by it, with the first logger.
        System.setProperty("tickcast.log.format", settings.log().format().name().toLowerCase(Locale.ROOT));
        Output.takeStandardOutput();
        // Not before the settings are known to be good: logging takes a third of the time that --check has.
        Logger logger = LoggerFactory.getLogger(Tickcast.class);
        log = logger;
        Output.capture();
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, thrown) -> logger.error("The thread {} has ended", thread.getName(), thrown));
        Node.start(settings, demo, startup).onComplete(started::complete, started::completeExceptionally);
        try {
            Node node = awaitNode();
            Output.onThrown(node.liveness()::report);
            node.lost().onSuccess(v -> new Thread(() -> stop(START_ANEW), "stop").start());
            node.announce();
        } catch (ExecutionException e) {
            // A stop that was asked for has its own thread.
            Throwable cause = Objects.requireNonNull(e.getCause());
            if (!(cause instanceof Startup.StoppedException)) {
                end(failed(cause, settings, logger));
            }
        } catch (InterruptedException e) {
            end(CANNOT_START);
        }
    }

    /**
     * Libraries swallow that they get no thread, and then wait for ever for what it was to do. So while the node
     * starts, one more thread must be possible.
     */
    private Node awaitNode() throws ExecutionException, InterruptedException {
        while (true) {
            try {
                return started.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                new Thread(() -> {}, "one-more").start();
            }
        }
    }

    private static int failed(Throwable cause, Settings settings, Logger logger) {
        if (cause instanceof SettingsException wrong) {
            Output.flush();
            Output.complain(wrong.getMessage());
            return WRONG_USE;
        }
        StartFailure.explain(cause, settings)
                .ifPresentOrElse(
                        why -> logger.error("Could not start: {}", why), () -> logger.error("Could not start", cause));
        return CANNOT_START;
    }

    /** Runs on any thread, perhaps without memory for a log line or for loading another class. */
    private void broken(Fault fault) {
        boolean ends = true;
        try {
            ends = !(fault.isSeenInDebugger() && isDebugged());
            LoggerFactory.getLogger(Liveness.class)
                    .error(fault.text(), fault.cause().orElse(null));
        } finally {
            if (ends) {
                end(fault.status());
            }
        }
    }

    /** A breakpoint may hold one thread and let the others go on. */
    private static boolean isDebugged() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(argument -> argument.contains("jdwp"));
    }

    /** The port that the node listens on, once it runs. */
    int port() {
        return started.join().port();
    }

    private void stop(int status) {
        stop(status, () -> {});
    }

    /**
     * Ends the process with this status, after a last thing to do without the node. Allows one stop at a time: a signal
     * must not end the process during another stop.
     */
    synchronized void stop(int status, Runnable last) {
        startup.stop();
        if (startup.isOpen()) {
            awaitEnd();
        }
        last.run();
        Logger logger = log;
        if (logger != null) {
            logger.info("Stopped");
        }
        end(status);
    }

    private void awaitEnd() {
        Future<Void> stopped = Future.fromCompletionStage(started)
                .transform(node -> node.succeeded() ? node.result().stop() : Future.succeededFuture());
        try {
            stopped.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            Logger logger = log;
            if (logger != null) {
                logger.warn("The node did not stop in order within drain.timeout: {}", e.toString());
            }
        }
    }
}
