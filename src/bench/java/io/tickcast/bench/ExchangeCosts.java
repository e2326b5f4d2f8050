package io.tickcast.bench;

import io.tickcast.demo.DemoExchange;
import io.tickcast.demo.DemoMarket;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The cores and the memory of one node without clients that is fed by all five exchanges. Arguments: the symbols of each
 * exchange, and the seconds of a measurement.
 */
public final class ExchangeCosts {
    private static final List<String> EXCHANGES = List.of("binance", "okx", "bybit", "coinbase", "kraken");
    private static final int SERVER_CORE = 0;
    private static final int EXCHANGES_CORE = 1;
    private static final int ROUNDS = 3;
    private static final long WARM_UP_MILLIS = 15_000;

    private ExchangeCosts() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int symbols = args.length == 0 ? 500 : Integer.parseInt(args[0]);
        int seconds = args.length < 2 ? 20 : Integer.parseInt(args[1]);
        Proc.pinMyself(EXCHANGES_CORE);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process node = start(symbols, port);
        Runtime.getRuntime().addShutdownHook(new Thread(node::destroyForcibly));
        while (!isFed(port, symbols)) {
            Thread.sleep(100);
        }
        Thread.sleep(WARM_UP_MILLIS);
        System.out.println("| ticks/s | cores | RSS MB | feeds live |\n|---|---|---|---|");
        for (int round = 0; round < ROUNDS; round++) {
            measure(node.pid(), port, seconds);
        }
        System.exit(0);
    }

    private static Process start(int count, int port) throws IOException {
        List<String> symbols = IntStream.range(0, count)
                .mapToObj(number -> String.format(Locale.ROOT, "C%03dUSDT", number))
                .toList();
        Vertx vertx = Vertx.vertx();
        DemoMarket market = new DemoMarket();
        ProcessBuilder builder = new ProcessBuilder(
                Proc.pinned(Integer.toString(SERVER_CORE), List.of("java", "-jar", "target/tickcast.jar")));
        builder.environment().put("TICKCAST_HTTP_HOST", "127.0.0.1");
        builder.environment().put("TICKCAST_HTTP_PORT", Integer.toString(port));
        builder.environment().put("TICKCAST_SYMBOLS", String.join(",", symbols));
        builder.environment().put("TICKCAST_FEED_EXCHANGES", String.join(",", EXCHANGES));
        for (String name : EXCHANGES) {
            DemoExchange exchange =
                    DemoExchange.start(vertx, name, symbols, market).await();
            String prefix = "TICKCAST_FEED_" + name.toUpperCase(Locale.ROOT);
            builder.environment().put(prefix + "_ENDPOINTS", exchange.endpoint().toString());
            builder.environment().put(prefix + "_REST", exchange.rest().toString());
        }
        return builder.redirectErrorStream(true)
                .redirectOutput(new File("target", "bench-exchanges.log"))
                .start();
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

    private static long ticks(int port) throws IOException {
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
