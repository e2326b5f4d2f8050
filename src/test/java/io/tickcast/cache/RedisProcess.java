package io.tickcast.cache;

import io.tickcast.testing.Await;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisExecProvider;

/** A real Redis on loopback, as a process that a test may kill and start again on the same port. */
public final class RedisProcess implements AutoCloseable {
    /** Below the ports that systems give to outgoing connections, which could take one while its Redis is away. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 30_000;
    private static final File PROGRAM = program();

    private final File directory;
    private final int port;
    private Optional<Process> process = Optional.empty();
    private String password = "";

    private RedisProcess(int port) throws IOException {
        this.port = port;
        directory = Files.createTempDirectory("tickcast-redis").toFile();
        directory.deleteOnExit();
    }

    /** On a free port, not started. */
    static RedisProcess away() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return new RedisProcess(free.getLocalPort());
            } catch (IOException e) {
                // Taken: another one may not be.
            }
        }
    }

    public static RedisProcess started() throws IOException {
        RedisProcess redis = away();
        redis.start();
        return redis;
    }

    private static File program() {
        try {
            return RedisExecProvider.defaultProvider().get();
        } catch (IOException e) {
            throw new IllegalStateException("no Redis for this machine", e);
        }
    }

    public int port() {
        return port;
    }

    /** Returns once it accepts connections. */
    void start() throws IOException {
        Process started = new ProcessBuilder(
                        PROGRAM.getPath(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        directory.getPath())
                .redirectErrorStream(true)
                .start();
        process = Optional.of(started);
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        BufferedReader log = started.inputReader();
        List<String> lines = new ArrayList<>();
        String line = log.readLine();
        while (line != null && !line.contains("Ready to accept connections")) {
            lines.add(line);
            line = log.readLine();
        }
        if (line == null) {
            throw new IOException("Redis did not start: " + String.join("\n", lines));
        }
        Thread drain = new Thread(() -> log.lines().forEach(rest -> {}), "redis-log");
        drain.setDaemon(true);
        drain.start();
        password = "";
    }

    /** With SIGKILL; its data is gone. */
    void kill() throws InterruptedException {
        if (process.isPresent()) {
            process.get().destroyForcibly();
            if (!process.get().waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Redis survived SIGKILL");
            }
            process = Optional.empty();
        }
    }

    /** From now on it asks for this password, also of connections to come from {@link #call}. */
    void requirePassword(String required) throws IOException {
        call("CONFIG", "SET", "requirepass", required);
        password = required;
    }

    /** The reply to a command as text; the elements of an array by line, nil as "nil". */
    public String call(String... command) throws IOException {
        try (Socket socket = connect()) {
            return exchange(socket, command);
        }
    }

    int calls(String command) throws IOException {
        return call("INFO", "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
                .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
                .sum();
    }

    /** Sees every command that Redis runs from now on. */
    Monitor monitor() throws IOException {
        Socket socket = connect();
        exchange(socket, "MONITOR");
        return new Monitor(socket);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) Await.PATIENCE.toMillis());
        if (!password.isEmpty()) {
            exchange(socket, "AUTH", password);
        }
        return socket;
    }

    private static String exchange(Socket socket, String... command) throws IOException {
        StringBuilder text = new StringBuilder("*").append(command.length).append("\r\n");
        for (String word : command) {
            text.append('$')
                    .append(word.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
        return reply(new BufferedInputStream(socket.getInputStream()));
    }

    private static String reply(InputStream in) throws IOException {
        int type = in.read();
        String head = line(in);
        return switch (type) {
            case '+', ':' -> head;
            case '$' -> bulk(in, Integer.parseInt(head));
            case '*' -> array(in, Integer.parseInt(head));
            default -> throw new IOException("Redis replied " + (char) type + head);
        };
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new IOException("Redis closed the connection");
            }
            line.append((char) next);
        }
        in.read();
        return line.toString();
    }

    private static String bulk(InputStream in, int length) throws IOException {
        if (length < 0) {
            return "nil";
        }
        String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        in.skipNBytes(2);
        return text;
    }

    private static String array(InputStream in, int size) throws IOException {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            elements.add(reply(in));
        }
        return String.join("\n", elements);
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The commands that Redis runs, a line each. */
    static final class Monitor implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader lines;

        private Monitor(Socket socket) throws IOException {
            this.socket = socket;
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** The words of the next call of this command, in capitals or not. */
        String next(String command) throws IOException {
            String start = "] \"" + command.toLowerCase(Locale.ROOT) + '"';
            String line = line();
            while (!line.toLowerCase(Locale.ROOT).contains(start)) {
                line = line();
            }
            return line.substring(line.indexOf(']') + 2);
        }

        private String line() throws IOException {
            return Optional.ofNullable(lines.readLine())
                    .orElseThrow(() -> new IOException("Redis closed the connection"));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
