package io.tickcast;

import io.tickcast.config.Settings;
import io.tickcast.config.SettingsReader;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A short life of a node on the demo, in which it loads the classes that every node needs. With
 * {@code -XX:ArchiveClassesAtExit} Java keeps them for the starts that follow (JEP 350).
 */
final class TrainingRun {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String STREAM = "/api/sse/prices";
    private static final String PRICE = "event: price";
    private static final List<String> REQUESTS = List.of(
            STREAM,
            "/",
            "/api/candles/BTCUSDT?interval=1m",
            "/api/alerts",
            "/api/sse/status",
            "/metrics",
            "/health/ready");

    private final Path directory;

    private TrainingRun(Path directory) {
        this.directory = directory;
    }

    /** @throws UncheckedIOException when no temporary folder can be made */
    static TrainingRun prepare() {
        try {
            return new TrainingRun(Files.createTempDirectory("tickcast-training"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** No file of the operator counts: the node is seen by nobody, and keeps nothing. */
    Settings settings() {
        return SettingsReader.read(
                Optional.empty(),
                Map.of(
                        "TICKCAST_HTTP_HOST", "127.0.0.1",
                        "TICKCAST_HTTP_PORT", "0",
                        "TICKCAST_STORAGE_URL", "jdbc:sqlite:" + directory.resolve("tickcast.db"),
                        "TICKCAST_ALERT_ENABLED", "true",
                        "TICKCAST_VERTICLES_FOLDER", directory.toString()));
    }

    /** Asks the node for what clients ask for. */
    void run(int port) throws IOException {
        for (String path : REQUESTS) {
            ask(port, path);
        }
    }

    /** Reads the answer to its end, but a stream to its first price. */
    private static void ask(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = answer.readLine();
            while (line != null && !line.equals(PRICE)) {
                line = answer.readLine();
            }
            if (line == null && path.equals(STREAM)) {
                throw new EOFException("no price came");
            }
        }
    }

    void removeFiles() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
