package io.tickcast.bench;

import io.tickcast.demo.DemoExchange;
import io.tickcast.demo.DemoMarket;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The cores and the memory of one node without clients that is fed by all five exchanges. Arguments: the symbols of each
 * exchange, and the seconds of a measurement.
 */
public final class ExchangeCosts {
    private static final List<String> EXCHANGES = List.of("binance", "okx", "bybit", "coinbase", "kraken");
    private static final int SERVER_CORE = 0;
    static final int EXCHANGES_CORE = 1;
    private static final int ROUNDS = 3;
    static final long WARM_UP_MILLIS = 15_000;

    private ExchangeCosts() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int symbols = args.length == 0 ? 500 : Integer.parseInt(args[0]);
        int seconds = args.length < 2 ? 20 : Integer.parseInt(args[1]);
        Proc.pinMyself(EXCHANGES_CORE);
        int port = freePort();
        Process node = start(fed(Vertx.vertx(), symbols), port, Map.of("TICKCAST_HISTORY_ENABLED", "false"));
        awaitFed(port, symbols);
        Thread.sleep(WARM_UP_MILLIS);
        System.out.println("| ticks/s | cores | RSS MB | feeds live |\n|---|---|---|---|");
        for (int round = 0; round < ROUNDS; round++) {
            measure(node.pid(), port, seconds);
        }
        System.exit(0);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts all exchanges. The settings with which a node follows so many symbols of each. */
    static Map<String, String> fed(Vertx vertx, int count) {
        List<String> symbols = IntStream.range(0, count)
                .mapToObj(number -> String.format(Locale.ROOT, "C%03dUSDT", number))
                .toList();
        DemoMarket market = new DemoMarket();
        Map<String, String> settings = new HashMap<>(Map.of(
                "TICKCAST_SYMBOLS", String.join(",", symbols),
                "TICKCAST_FEED_EXCHANGES", String.join(",", EXCHANGES)));
        for (String name : EXCHANGES) {
            DemoExchange exchange =
                    DemoExchange.start(vertx, name, symbols, market).await();
            String prefix = "TICKCAST_FEED_" + name.toUpperCase(Locale.ROOT);
            settings.put(prefix + "_ENDPOINTS", exchange.endpoint().toString());
            settings.put(prefix + "_REST", exchange.rest().toString());
        }
        return settings;
    }

    /** Starts a node on its core, which ends with this process at the latest. */
    static Process start(Map<String, String> settings, int port, Map<String, String> more) throws IOException {
        Map<String, String> environment = new HashMap<>(settings);
        environment.putAll(more);
        environment.putAll(Map.of("TICKCAST_HTTP_HOST", "127.0.0.1", "TICKCAST_HTTP_PORT", Integer.toString(port)));
        return NodeProcess.start(
                Proc.pinned(Integer.toString(SERVER_CORE), List.of("java", "-jar", "target/tickcast.jar")),
                environment,
                Path.of("target", "bench-exchanges.log"));
    }

    static void awaitFed(int port, int symbols) throws InterruptedException {
        while (!isFed(port, symbols)) {
            Thread.sleep(100);
        }
    }

    private static void measure(long pid, int port, int seconds) throws IOException, InterruptedException {
        Proc.Cpu before = Proc.cpu(pid);
        long ticks = ticks(port);
        Thread.sleep(seconds * 1_000L);
        double cores = Proc.cpu(pid).minus(before).sum() / seconds;
        long had = ticks(port) - ticks;
        Proc.collect(pid);
        System.out.printf(
                Locale.ROOT,
                "| %,d | %.2f | %.0f | %s |%n",
                had / seconds,
                cores,
                Proc.rssKilobytes(pid) / 1024.0,
                feeds(port).stream()
                        .map(JsonObject.class::cast)
                        .map(feed -> feed.getString("exchange") + ' ' + feed.getString("state"))
                        .collect(Collectors.joining(", ")));
    }

    private static JsonArray feeds(int port) throws IOException {
        return new NodeStatus(port).answer().getJsonArray("feeds");
    }

    static long ticks(int port) throws IOException {
        return feeds(port).stream()
                .map(JsonObject.class::cast)
                .mapToLong(feed -> feed.getJsonObject("messages").getLong("ticks"))
                .sum();
    }

    /** Whether it follows all symbols of all exchanges, and each of them has had a price. */
    private static boolean isFed(int port, int symbols) {
        try {
            JsonArray feeds = feeds(port);
            return feeds.size() == EXCHANGES.size()
                    && feeds.stream()
                            .map(JsonObject.class::cast)
                            .allMatch(feed -> feed.getString("state").equals("live")
                                    && feed.getInteger("symbols") == symbols
                                    && feed.getJsonArray("silent_symbols").isEmpty());
        } catch (IOException e) {
            // It does not listen yet.
            return false;
        }
    }
}
