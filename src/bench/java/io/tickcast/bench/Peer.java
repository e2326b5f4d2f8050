package io.tickcast.bench;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A server that can be measured. */
enum Peer {
    TICKCAST(true),
    /** Another version of it. */
    TICKCAST_BEFORE(true),
    /** The same with a flush for whatever is there, at once. */
    TICKCAST_NO_WINDOW(true),
    /** The same on Vert.x' public way only. */
    TICKCAST_PUBLIC(true),
    /** The same over WebSocket. */
    TICKCAST_WS(true),
    /** The same with compressed streams. */
    TICKCAST_GZIP(true),
    TICKCAST_BEFORE_GZIP(true),
    /** The same keeping candles, for which it is asked all the time. */
    TICKCAST_CANDLES(true),
    /** The same beside a file that computes without end, asks for timers or publishes without end; beside all three. */
    TICKCAST_ENDLESS(true),
    TICKCAST_TIMERS(true),
    TICKCAST_FLOOD(true),
    TICKCAST_HOSTILE(true),
    /** The same with the examples, which say what they cost. */
    TICKCAST_EXAMPLES(true),
    PLAIN(true),
    LIMIT_JOINED(false),
    LIMIT_EVENT(false),
    NCHAN(new Nchan()),
    CENTRIFUGO(new Centrifugo()),
    MERCURE(new Mercure()),
    NODE(new NodeServer()),
    PUSHPIN(new Pushpin()),
    WEBFLUX(new WebFlux());

    static final Path LIMIT = Path.of("target", "limit");
    private static final Path FILES = Path.of("src", "bench", "verticles");
    private static final Path JAR = Path.of("target", "tickcast.jar");
    /** The jar of another version, to compare with. */
    private static final Path BEFORE = Path.of(System.getProperty("bench.before", ""));
    /**
     * A collection leaves the old generation as small as its contents, and the young one does not grow: so RSS tells.
     */
    private static final List<String> JVM = List.of(
            "java", "-XX:+UseSerialGC", "-Xmx1g", "-Xmn48m", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

    /** Whether it is a JVM that takes its ticks from the exchange. */
    final boolean jvm;
    /** The way to run it and to post its ticks, when it does not know the exchange. */
    final Optional<PostedServer> posted;

    Peer(boolean jvm) {
        this.jvm = jvm;
        posted = Optional.empty();
    }

    Peer(PostedServer server) {
        jvm = false;
        posted = Optional.of(server);
    }

    /** As named on the command line and in the table. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The reason that it cannot run here; empty when it can. */
    String missing() {
        return switch (this) {
            case TICKCAST_BEFORE, TICKCAST_BEFORE_GZIP ->
                Files.isRegularFile(BEFORE) ? "" : "bench.before names no jar";
            case TICKCAST,
                    TICKCAST_NO_WINDOW,
                    TICKCAST_PUBLIC,
                    TICKCAST_WS,
                    TICKCAST_GZIP,
                    TICKCAST_CANDLES,
                    TICKCAST_ENDLESS,
                    TICKCAST_TIMERS,
                    TICKCAST_FLOOD,
                    TICKCAST_HOSTILE,
                    TICKCAST_EXAMPLES -> Files.exists(JAR) ? "" : JAR + " is not built";
            case PLAIN -> "";
            case LIMIT_JOINED, LIMIT_EVENT -> Files.exists(LIMIT) ? "" : LIMIT + " is not built";
            default -> posted.orElseThrow().missing();
        };
    }

    /** The others know no subscriptions and no trades (a limit's ticks stand for these), and those with a write per event cannot serve more than one node can. */
    boolean canRun(Scenario scenario) {
        if (this == TICKCAST_CANDLES) {
            return scenario.nodes() == 1 && scenario.trades();
        }
        return hasFiles()
                ? scenario.name().equals(this == TICKCAST_EXAMPLES ? Scenario.FILES : Scenario.BESIDE)
                : isTickcast()
                        || (!scenario.trades() || isLimit())
                                && scenario.interval() == 0
                                && scenario.wanted() == 0
                                && (scenario.nodes() == 1 || this == LIMIT_JOINED);
    }

    Transport transport() {
        return switch (this) {
            case TICKCAST_WS -> Transport.WEBSOCKET;
            case TICKCAST_GZIP, TICKCAST_BEFORE_GZIP -> Transport.GZIP;
            default -> posted.map(PostedServer::transport).orElse(Transport.SSE);
        };
    }

    /** Of the streams that get all prices. */
    String path() {
        return posted.map(PostedServer::path).orElse(Scenario.PRICES);
    }

    /** Whether all events of a burst are one write. */
    boolean joins() {
        return isTickcast() || this == LIMIT_JOINED;
    }

    /** Whether it makes its own ticks. */
    boolean isLimit() {
        return this == LIMIT_JOINED || this == LIMIT_EVENT;
    }

    boolean isTickcast() {
        return this == TICKCAST
                || this == TICKCAST_BEFORE
                || this == TICKCAST_NO_WINDOW
                || this == TICKCAST_PUBLIC
                || this == TICKCAST_WS
                || this == TICKCAST_GZIP
                || this == TICKCAST_BEFORE_GZIP
                || this == TICKCAST_CANDLES
                || hasFiles();
    }

    private boolean isBefore() {
        return this == TICKCAST_BEFORE || this == TICKCAST_BEFORE_GZIP;
    }

    /** Whether files of the verticles' folder run in it. */
    private boolean hasFiles() {
        return this == TICKCAST_ENDLESS
                || this == TICKCAST_TIMERS
                || this == TICKCAST_FLOOD
                || this == TICKCAST_HOSTILE
                || this == TICKCAST_EXAMPLES;
    }

    private String files() {
        if (this == TICKCAST_EXAMPLES) {
            return Path.of("conf", "verticles", "examples").toString();
        }
        return hasFiles() ? FILES.resolve(label().replaceFirst("tickcast-", "")).toString() : "";
    }

    List<String> command(Scenario scenario, int port, URI exchange) {
        List<String> command = new ArrayList<>(jvm ? JVM : List.of());
        switch (this) {
            case TICKCAST,
                    TICKCAST_BEFORE,
                    TICKCAST_NO_WINDOW,
                    TICKCAST_PUBLIC,
                    TICKCAST_WS,
                    TICKCAST_GZIP,
                    TICKCAST_BEFORE_GZIP,
                    TICKCAST_CANDLES,
                    TICKCAST_ENDLESS,
                    TICKCAST_TIMERS,
                    TICKCAST_FLOOD,
                    TICKCAST_HOSTILE,
                    TICKCAST_EXAMPLES -> {
                command.addAll(List.of(System.getProperty("bench.jvm", "").split(" ")));
                command.removeIf(String::isEmpty);
                command.addAll(List.of("-jar", (isBefore() ? BEFORE : JAR).toString()));
                if (this == TICKCAST_EXAMPLES) {
                    command.addAll(
                            List.of("--conf", FILES.resolve("examples.yaml").toString()));
                }
            }
            case PLAIN ->
                command.addAll(List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlainServer.class.getName(),
                        Integer.toString(port),
                        exchange.toString(),
                        Integer.toString(scenario.symbols())));
            case LIMIT_JOINED, LIMIT_EVENT ->
                command.addAll(List.of(
                        LIMIT.toString(),
                        Integer.toString(port),
                        this == LIMIT_JOINED ? "joined" : "event",
                        Integer.toString(scenario.symbols()),
                        scenario.burst() ? "burst" : "spread"));
            default -> command.addAll(posted.orElseThrow().command(port));
        }
        return command;
    }

    Map<String, String> environment(Scenario scenario, int node, int port, URI exchange, URI rest) {
        if (!isTickcast()) {
            return posted.map(PostedServer::environment).orElse(Map.of());
        }
        return Map.ofEntries(
                Map.entry("TICKCAST_NODE_NAME", "node-" + node),
                Map.entry("TICKCAST_HTTP_HOST", "127.0.0.1"),
                Map.entry("TICKCAST_HTTP_PORT", Integer.toString(port)),
                Map.entry("TICKCAST_HTTP_REUSE_PORT", Boolean.toString(scenario.nodes() > 1)),
                Map.entry("TICKCAST_SYMBOLS", String.join(",", scenario.symbolNames())),
                Map.entry("TICKCAST_FEED_BINANCE_ENDPOINTS", exchange.toString()),
                Map.entry("TICKCAST_FEED_BINANCE_REST", rest.toString()),
                Map.entry("TICKCAST_FEED_BINANCE_CHANNELS", scenario.trades() ? "ticker,trade" : "ticker"),
                Map.entry("TICKCAST_HISTORY_ENABLED", Boolean.toString(this == TICKCAST_CANDLES)),
                Map.entry("TICKCAST_HISTORY_BACKFILL", "0, 1m=" + 2 * CandleRequests.CANDLES),
                Map.entry("TICKCAST_STORAGE_URL", "jdbc:sqlite:" + CandleRequests.freshFile()),
                Map.entry("TICKCAST_STREAM_INTERVAL", scenario.interval() + "ms"),
                Map.entry("TICKCAST_STREAM_MAX_CONNECTIONS", "1000000"),
                Map.entry(
                        "TICKCAST_STREAM_FIELDS",
                        "symbol,price,change_24h,timestamp,received_at," + (scenario.trades() ? "trade_id" : "volume")),
                Map.entry("TICKCAST_STREAM_FLUSH_WINDOW", this == TICKCAST_NO_WINDOW ? "0ms" : "auto"),
                Map.entry("TICKCAST_STREAM_COMPRESSION", Boolean.toString(transport() == Transport.GZIP)),
                Map.entry("TICKCAST_VERTICLES_FOLDER", files()),
                Map.entry("TICKCAST_STREAM_DIRECT", Boolean.toString(this != TICKCAST_PUBLIC)));
    }
}
