package io.tickcast.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
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

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
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
        for (String symbol : symbols) {
            while (!requests.isWhole(symbol)) {
                if (System.nanoTime() > until) {
                    throw new IOException("the node has no " + CANDLES + " candles of " + symbol);
                }
                Thread.sleep(200);
            }
        }
    }

    private void run() {
        long next = System.nanoTime();
        for (int number = 0; !ended; number++) {
            while (next - System.nanoTime() > 0) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            boolean whole;
            try {
                whole = isWhole(symbols.get(number % symbols.size()));
            } catch (IOException e) {
                whole = false;
            } catch (InterruptedException e) {
                return;
            }
            long micros = (System.nanoTime() - next) / 1_000;
            synchronized (latency) {
                latency.recordValue(Math.min(MAX_MICROS, micros));
                failed += whole ? 0 : 1;
            }
            next += 1_000_000_000L / A_SECOND;
        }
    }

    private boolean isWhole(String symbol) throws IOException, InterruptedException {
        String uri = "http://127.0.0.1:" + port + "/api/candles?interval=1m&limit=" + CANDLES + "&symbol=" + symbol;
        String answer = http.send(
                        HttpRequest.newBuilder(URI.create(uri))
                                .timeout(PATIENCE)
                                .build(),
                        BodyHandlers.ofString())
                .body();
        return answer.split("\"time\"", -1).length - 1 == CANDLES;
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
        thread.interrupt();
    }
}
