package io.tickcast.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Asks a node for the newest candles of one symbol after the other, at times that do not depend on its answers: one that
 * is late makes the next ones late, too.
 */
final class CandleRequests implements AutoCloseable {
    /** Candles of an answer. */
    static final int CANDLES = 1_000;

    private static final int A_SECOND = Integer.getInteger("bench.queries", 20);
    private static final long MAX_MICROS = Duration.ofMinutes(1).toNanos() / 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path FILE = Path.of("target", "bench-candles.db");

    private final int port;
    private final List<String> symbols;
    private final Histogram latency = new Histogram(MAX_MICROS, 3);
    private final Thread thread = new Thread(this::run, "candle-requests");
    private long failed;
    private volatile boolean ended;

    private CandleRequests(int port, List<String> symbols) {
        this.port = port;
        this.symbols = symbols;
        thread.setDaemon(true);
    }

    /** Of any other server nothing is asked. */
    static CandleRequests begin(Peer peer, int port, List<String> symbols) {
        CandleRequests requests = new CandleRequests(port, symbols);
        if (peer == Peer.TICKCAST_CANDLES) {
            requests.thread.start();
        } else {
            requests.ended = true;
        }
        return requests;
    }

    /** A database that does not exist yet. */
    static Path freshFile() {
        try {
            for (String part : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(Path.of(FILE + part));
            }
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " cannot be deleted", e);
        }
        return FILE.toAbsolutePath();
    }

    /** Waits until the node has fetched the candles of all symbols. */
    static void awaitCandles(int port, List<String> symbols) throws IOException, InterruptedException {
        CandleRequests requests = new CandleRequests(port, symbols);
        long until = System.nanoTime() + PATIENCE.toNanos();
        try (Connection connection = new Connection(port)) {
            for (String symbol : symbols) {
                while (!requests.isWhole(connection, symbol, System.nanoTime())) {
                    if (System.nanoTime() > until) {
                        throw new IOException("the node has no " + CANDLES + " candles of " + symbol);
                    }
                    Thread.sleep(200);
                }
            }
        }
    }

    private void run() {
        try (Connection connection = new Connection(port)) {
            long due = System.nanoTime();
            for (int number = 0; !ended; number++) {
                while (due - System.nanoTime() > 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                if (!isWhole(connection, symbols.get(number % symbols.size()), due)) {
                    synchronized (latency) {
                        failed++;
                    }
                }
                due += 1_000_000_000L / A_SECOND;
            }
        } catch (IOException e) {
            if (!ended) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** @return whether it has all candles; how long it took is recorded first, since counting takes a while */
    private boolean isWhole(Connection connection, String symbol, long due) throws IOException {
        String answer = connection.get("/api/candles?interval=1m&limit=" + CANDLES + "&symbol=" + symbol);
        record(due);
        return answer.split("\"time\"", -1).length - 1 == CANDLES;
    }

    private void record(long due) {
        long micros = (System.nanoTime() - due) / 1_000;
        synchronized (latency) {
            latency.recordValue(Math.min(MAX_MICROS, micros));
        }
    }

    /** The least that a client can do: it must not wait for threads of its own beside 10,000 streams. */
    private static final class Connection implements AutoCloseable {
        private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)");

        private final Socket socket;
        private final InputStream in;

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            in = new BufferedInputStream(socket.getInputStream());
        }

        String get(String uri) throws IOException {
            String head = "GET " + uri + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int matched = 0; matched < END_OF_HEAD.length; ) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException("the node closed the connection");
                }
                bytes.write(next);
                matched = next == END_OF_HEAD[matched] ? matched + 1 : next == END_OF_HEAD[0] ? 1 : 0;
            }
            Matcher length = LENGTH.matcher(bytes.toString(StandardCharsets.US_ASCII));
            if (!length.find()) {
                throw new IOException("an answer without a length");
            }
            return new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.US_ASCII);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Forgets what was measured so far. */
    void forget() {
        synchronized (latency) {
            latency.reset();
            failed = 0;
        }
    }

    String table() {
        synchronized (latency) {
            return String.format(
                    Locale.ROOT,
                    "| requests for %,d candles | failed | p50 ms | p99 | max |%n|---|---|---|---|---|%n"
                            + "| %d | %d | %.1f | %.1f | %.1f |",
                    CANDLES,
                    latency.getTotalCount(),
                    failed,
                    latency.getValueAtPercentile(50) / 1_000.0,
                    latency.getValueAtPercentile(99) / 1_000.0,
                    latency.getMaxValue() / 1_000.0);
        }
    }

    @Override
    public void close() {
        ended = true;
    }
}
