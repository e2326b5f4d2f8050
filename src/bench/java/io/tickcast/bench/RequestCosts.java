package io.tickcast.bench;

import io.tickcast.demo.BenchExchange;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The time of the event loops for the dearest request of each route, of a node with as many symbols as it may have. */
final class RequestCosts {
    private static final List<String> SYMBOLS = IntStream.range(0, 5_000)
            .mapToObj(i -> String.format(Locale.ROOT, "B%04d", i))
            .toList();
    private static final int WARMUP = Integer.getInteger("bench.warmup", 200);
    private static final int REQUESTS = Integer.getInteger("bench.requests", 200);
    private static final int CLIENT_CORE = 1;
    private static final String SERVER_CORE = "0";
    private static final String ADMIN = "an-administrator-of-a-benchmark";
    private static final long PATIENCE_MILLIS = 60_000;
    private static final int READ_MILLIS = 30_000;
    private static final int RECEIVE_BUFFER = 4 << 20;

    private final Path directory = Files.createTempDirectory("requests");
    private final BenchToken tokens = new BenchToken();
    private final BenchExchange exchange;
    private final String wanted;
    private int port;
    private long pid;

    private RequestCosts(BenchExchange exchange, String wanted) throws IOException {
        this.exchange = exchange;
        this.wanted = wanted;
    }

    /** @param args a part of the names of the requests to make; none: all */
    public static void main(String[] args) throws IOException, InterruptedException {
        Proc.pinMyself(CLIENT_CORE);
        new RequestCosts(BenchExchange.start(Vertx.vertx(), SYMBOLS).await(), args.length == 0 ? "" : args[0]).run();
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        System.out.println("| request | bytes | ms on the event loop: median | p99 | max |\n|---|---|---|---|---|");
        on(Map.of(), RequestList.open(SYMBOLS, ADMIN));
        Path keys = Files.writeString(directory.resolve("keys.json"), tokens.jwks());
        on(tokens.settings(keys), RequestList.byToken(tokens));
    }

    private void on(Map<String, String> settings, List<RequestList.Request> requests)
            throws IOException, InterruptedException {
        Process node = start(settings);
        try {
            pid = node.pid();
            awaitPrices(node);
            for (RequestList.Request request : requests) {
                if (request.name().contains(wanted)) {
                    measure(request);
                }
            }
        } finally {
            node.destroyForcibly().waitFor();
        }
    }

    private Process start(Map<String, String> settings) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(Proc.pinned(
                SERVER_CORE,
                List.of("java", "-jar", Path.of("target", "tickcast.jar").toString())));
        builder.environment()
                .putAll(Map.of(
                        "TICKCAST_HTTP_HOST",
                        "127.0.0.1",
                        "TICKCAST_HTTP_PORT",
                        Integer.toString(port),
                        "TICKCAST_SYMBOLS",
                        String.join(",", SYMBOLS),
                        "TICKCAST_FEED_BINANCE_ENDPOINTS",
                        exchange.endpoint().toString(),
                        "TICKCAST_FEED_BINANCE_REST",
                        exchange.rest().toString(),
                        "TICKCAST_FEED_BINANCE_CHANNELS",
                        "ticker",
                        "TICKCAST_ADMIN_TOKEN",
                        ADMIN));
        builder.environment().putAll(settings);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(new File("target", "bench-requests.log"))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    /** All symbols have a price when the exchange falls silent. */
    private void awaitPrices(Process node) throws InterruptedException {
        exchange.tempo(1, true);
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        RequestList.Request metrics = RequestList.get("/metrics", "");
        boolean there = false;
        while (!there) {
            try {
                there = text(metrics).contains("\ntickcast_prices " + SYMBOLS.size() + ".0\n");
            } catch (IOException e) {
                // It does not listen yet.
            }
            if (!node.isAlive() || System.currentTimeMillis() > end) {
                throw new IllegalStateException("the node has not got all prices; see target/bench-requests.log");
            }
            Thread.sleep(500);
        }
        exchange.tempo(0, true);
        Thread.sleep(2_000);
    }

    private void measure(RequestList.Request request) throws IOException {
        int bytes = 0;
        for (int i = 0; i < WARMUP; i++) {
            bytes = answer(request).length;
        }
        double[] millis = new double[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            long before = loopNanos();
            answer(request);
            millis[i] = (loopNanos() - before) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %.2f | %.2f | %.2f |%n",
                request.name(),
                bytes,
                millis[REQUESTS / 2],
                millis[REQUESTS * 99 / 100],
                millis[REQUESTS - 1]);
    }

    private String text(RequestList.Request request) throws IOException {
        return new String(answer(request), StandardCharsets.UTF_8);
    }

    /** On a connection of its own; to the end, or of a stream as far as the end of its snapshot. */
    private byte[] answer(RequestList.Request request) throws IOException {
        try (Socket socket = new Socket()) {
            // A small window makes either side wait for the other.
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.setSoTimeout(READ_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.getOutputStream().write(request.bytes());
            InputStream in = socket.getInputStream();
            return request.events() == 0 ? in.readAllBytes() : events(in, request.events());
        }
    }

    private static byte[] events(InputStream in, int count) throws IOException {
        byte[] all = new byte[8 << 20];
        int length = 0;
        int seen = 0;
        while (seen < count) {
            int read = in.read(all, length, all.length - length);
            if (read <= 0) {
                throw new IOException("ended after " + seen + " events: "
                        + new String(all, 0, Math.min(length, 500), StandardCharsets.UTF_8));
            }
            for (int i = Math.max(1, length); i < length + read; i++) {
                // The end of the head is none, nor are those of HTTP's chunks.
                if (all[i] == '\n' && all[i - 1] == '\n') {
                    seen++;
                }
            }
            length += read;
        }
        return Arrays.copyOf(all, length);
    }

    /** CPU time of the node's event loops. */
    private long loopNanos() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.filter(
                            thread -> Proc.readIfThere(thread.resolve("comm")).startsWith("vert.x-event"))
                    .map(thread -> Proc.readIfThere(thread.resolve("schedstat")))
                    .mapToLong(stat -> stat.isEmpty() ? 0 : Long.parseLong(stat.substring(0, stat.indexOf(' '))))
                    .sum();
        }
    }
}
