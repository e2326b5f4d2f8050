package io.tickcast.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fat jar as a process of its own, run by the same Java as the test. */
public final class JarProcess implements AutoCloseable {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    /** A node of a test lives for seconds: the compiler that optimizes would cost it more than it brings. */
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    private static final String JAR = System.getProperty("tickcast.jar", "target/tickcast.jar");
    /** Nodes that start at the same moment on a busy machine were seen to take 45 s to agree on the first. */
    private static final long PATIENCE_SECONDS = 90;

    private static final Pattern LISTENS = Pattern.compile("listens on (?:https://)?127\\.0\\.0\\.1:(\\d+);");

    private final Process process;
    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private final List<Thread> readers;
    /** Held while the standard output of the process is not read. */
    private final ReentrantLock taking = new ReentrantLock();

    private JarProcess(Process process) {
        this.process = process;
        readers = List.of(
                read(process.getInputStream(), line -> {
                    taking.lock();
                    try {
                        synchronized (out) {
                            out.add(line);
                        }
                        unread.add(line);
                        LISTENS.matcher(line)
                                .results()
                                .forEach(found -> port.complete(Integer.valueOf(found.group(1))));
                    } finally {
                        taking.unlock();
                    }
                }),
                read(process.getErrorStream(), line -> {
                    synchronized (err) {
                        err.add(line);
                    }
                }));
    }

    private static Thread read(InputStream in, Consumer<String> lines) {
        Thread reader = new Thread(() -> {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                text.lines().forEach(lines);
            } catch (IOException | UncheckedIOException e) {
                lines.accept("(cut off: " + e + ')');
            }
        });
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    /** @param environment laid over settings that keep the node on loopback, at any free port */
    public static JarProcess start(Path directory, Map<String, String> environment, String... arguments) {
        return startIn(List.of(), directory, environment, arguments);
    }

    /** The same, of a jar that lies elsewhere. */
    public static JarProcess startAt(Path jar, Path directory, Map<String, String> environment, String... arguments) {
        return startWith(List.of(), jar, directory, environment, arguments);
    }

    static JarProcess startWith(
            List<String> jvmOptions, Path jar, Path directory, Map<String, String> environment, String... arguments) {
        return start(command(List.of(), jvmOptions, jar), directory, environment, arguments);
    }

    private static List<String> command(List<String> runner, List<String> jvmOptions, Path jar) {
        List<String> command = new ArrayList<>(runner);
        command.addAll(List.of(JAVA.toString(), QUICK_START));
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** The same, by a line of a shell in which {@code $0} is Java and {@code $1} the jar. */
    public static JarProcess startInShell(String line, Path directory) {
        return start(List.of("sh", "-c", line, JAVA.toString(), jar().toString()), directory, Map.of());
    }

    /** The path of the jar. */
    public static Path jar() {
        return Path.of(JAR).toAbsolutePath();
    }

    /** The same, in a JVM with options of its own. */
    public static JarProcess startIn(
            List<String> jvmOptions, Path directory, Map<String, String> environment, String... arguments) {
        return startBy(List.of(), jvmOptions, directory, environment, arguments);
    }

    /** The same, by a command that runs another one, such as {@code prlimit}. */
    public static JarProcess startBy(
            List<String> runner,
            List<String> jvmOptions,
            Path directory,
            Map<String, String> environment,
            String... arguments) {
        List<String> options = new ArrayList<>(ClassArchive.options(jar()));
        options.addAll(jvmOptions);
        return start(command(runner, options, jar()), directory, environment, arguments);
    }

    private static JarProcess start(
            List<String> begun, Path directory, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(begun);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("TICKCAST_")
                        || name.startsWith("JAVA_TOOL")
                        || name.equals("JDK_JAVA_OPTIONS"));
        builder.environment()
                .putAll(Map.of(
                        "TICKCAST_HTTP_HOST",
                        "127.0.0.1",
                        "TICKCAST_HTTP_PORT",
                        "0",
                        "TICKCAST_FEED_BINANCE_ENDPOINTS",
                        "ws://127.0.0.1:1",
                        "TICKCAST_FEED_BINANCE_REST",
                        "",
                        // No test but those of candles and alerts writes a file.
                        "TICKCAST_HISTORY_ENABLED",
                        "false",
                        "TICKCAST_ALERT_ENABLED",
                        "false",
                        // A machine that has no time for a test is not to cost it ticks.
                        "TICKCAST_STREAM_OVERLOAD_AFTER",
                        "1h",
                        "TICKCAST_DRAIN_TIMEOUT",
                        "5s"));
        if (!List.of(arguments).contains("--demo")) {
            // The exchanges of tests send tickers alone.
            builder.environment().put("TICKCAST_FEED_BINANCE_CHANNELS", "ticker");
        }
        builder.environment().putAll(environment);
        try {
            return new JarProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the next line of the log that holds a match; passes over those before it. */
    public Matcher line(String regex) {
        Pattern pattern = Pattern.compile(regex);
        try {
            while (true) {
                String line = unread.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (line == null) {
                    throw new AssertionError("no line with " + regex + "; stdout: " + out() + " stderr: " + err());
                }
                Matcher matcher = pattern.matcher(line);
                if (matcher.find()) {
                    return matcher;
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits until it has started; the port that it listens on. Passes over no line. */
    public int port() {
        try {
            return port.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("it listens at no port; stdout: " + out() + " stderr: " + err(), e);
        }
    }

    /** Asks it, once it has started. */
    public RawAnswer get(String path) {
        try (RawHttp http = RawHttp.connect(port())) {
            return http.send("GET " + path + " HTTP/1.1", "Host: 127.0.0.1", "Connection: close")
                    .answer();
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Stops reading its standard output, so that the pipe fills. */
    public void leaveOutput() {
        taking.lock();
    }

    /** Reads it again; on the thread that left it. */
    public void takeOutput() {
        taking.unlock();
    }

    /** Ends the pipe of its standard output, as a reader does that ends. */
    public void closeOutput() {
        try {
            process.getInputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM; its output is still read, which a Process that is destroyed would close. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for its end. */
    public int exitStatus() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still runs; stdout: " + out());
            }
            if (taking.isHeldByCurrentThread()) {
                takeOutput();
            }
            for (Thread reader : readers) {
                reader.join();
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    public List<String> out() {
        synchronized (out) {
            return List.copyOf(out);
        }
    }

    /** Warnings and errors of the log, without those of a busy machine: threads that stood still. */
    public List<String> complaints() {
        return out().stream()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .filter(line ->
                        !line.contains(" has been blocked for ") && !line.contains(" This node stood still for longer"))
                .toList();
    }

    /** Lines of stack traces, without those of a thread that a busy machine gave no time. */
    public List<String> stackTraces() {
        List<String> traces = new ArrayList<>();
        boolean isOfBlocked = false;
        for (String line : out()) {
            if (line.startsWith("\tat ")) {
                if (!isOfBlocked) {
                    traces.add(line);
                }
            } else {
                isOfBlocked = line.contains(" has been blocked for ")
                        || (isOfBlocked && line.contains("io.vertx.core.VertxException: Thread blocked"));
            }
        }
        return traces;
    }

    public List<String> err() {
        synchronized (err) {
            return List.copyOf(err);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
