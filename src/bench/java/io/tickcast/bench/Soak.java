package io.tickcast.bench;

import io.tickcast.demo.BenchExchange;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.embedded.RedisExecProvider;

/**
 * One node for a long time, with people who come and go, some who read too little, and a Redis that dies each minute:
 * what it holds and how late its events are must not grow. Prints a line a minute.
 *
 * <p>Argument: minutes. {@code -Dsoak.streams} (5000), {@code -Dsoak.churn} (percent a second, 5) and
 * {@code -Dsoak.slow} (percent, 2) set the load.
 */
public final class Soak {
    private static final int SERVER_CORE = 0;
    private static final int CLIENT_CORE = 1;
    private static final int STREAMS = Integer.getInteger("soak.streams", 5_000);
    private static final int CHURN_PERCENT = Integer.getInteger("soak.churn", 5);
    private static final int SLOW_PERCENT = Integer.getInteger("soak.slow", 2);
    private static final int DEFAULT_MINUTES = 30;
    private static final long REDIS_AWAY_MILLIS = 3_000;
    private static final long MINUTE_MILLIS = 60_000;
    private static final Scenario LOAD = new Scenario("soak", 1, STREAMS, 16, 1, false, 0, true, SLOW_PERCENT, 1);
    private static final Pattern USED_HEAP = Pattern.compile("(?m)^ (?!Metaspace).*total \\d+K, used (\\d+)K");
    private static final Pattern COMMITTED = Pattern.compile("Total: reserved=\\d+KB, committed=(\\d+)KB");

    private final int port = freePort();
    private final int redisPort = freePort();
    private Process redis;
    private Process node;

    private Soak() throws IOException {}

    public static void main(String[] args) throws IOException, InterruptedException {
        new Soak().run(args.length == 0 ? DEFAULT_MINUTES : Integer.parseInt(args[0]));
        System.exit(0);
    }

    private void run(int minutes) throws IOException, InterruptedException {
        Proc.pinMyself(CLIENT_CORE);
        BenchExchange exchange =
                BenchExchange.start(Vertx.vertx(), LOAD.symbolNames()).await();
        exchange.tempo(LOAD.rate(), LOAD.burst());
        redis = redis();
        node = node(exchange);
        awaitPrices();
        SoakStreams streams = new SoakStreams(port, STREAMS, CHURN_PERCENT, SLOW_PERCENT);
        while (!streams.isFull()) {
            Thread.sleep(100);
        }
        System.out.println("| minute | streams | p50 ms | p99 ms | ended by the node | not opened | heap after GC MB "
                + "| native MB | RSS MB | direct MB | threads | files | CPU % |\n"
                + "|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        streams.take();
        for (int minute = 1; minute <= minutes; minute++) {
            Proc.Cpu before = Proc.cpu(node.pid());
            Thread.sleep(MINUTE_MILLIS - REDIS_AWAY_MILLIS);
            redis.destroyForcibly().waitFor();
            Thread.sleep(REDIS_AWAY_MILLIS);
            redis = redis();
            double cpu = Proc.cpu(node.pid()).minus(before).sum() / (MINUTE_MILLIS / 1_000.0);
            // Before the collection, which takes its time too.
            LoadResult result = streams.take();
            System.out.println(row(minute, result, cpu));
            streams.take();
        }
    }

    private String row(int minute, LoadResult result, double cpu) throws IOException {
        Proc.collect(node.pid());
        double heap = sum(USED_HEAP, jcmd("GC.heap_info"));
        double committed = sum(COMMITTED, jcmd("VM.native_memory", "summary"));
        JsonObject status = new NodeStatus(port).answer();
        JsonObject streams = status.getJsonObject("streams");
        return String.format(
                Locale.ROOT,
                "| %d | %d | %.1f | %.1f | %d | %d | %.1f | %.1f | %.1f | %.1f | %d | %d | %.0f |",
                minute,
                streams.getInteger("open"),
                result.latency.getValueAtPercentile(50) / 1e3,
                result.latency.getValueAtPercentile(99) / 1e3,
                result.lost,
                result.failed,
                heap / 1024,
                committed / 1024,
                Proc.rssKilobytes(node.pid()) / 1024.0,
                streams.getLong("direct_memory_bytes") / 1048576.0,
                entries("task"),
                entries("fd"),
                cpu * 100);
    }

    private static double sum(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(MatchResult::group)
                .mapToDouble(line -> Double.parseDouble(line.replaceAll(".*[ =](\\d+)KB?$", "$1")))
                .sum();
    }

    private long entries(String of) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(node.pid()), of))) {
            return all.count();
        }
    }

    private String jcmd(String... question) throws IOException {
        List<String> command = new ArrayList<>(List.of("jcmd", Long.toString(node.pid())));
        command.addAll(List.of(question));
        return new String(new ProcessBuilder(command).start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private Process node(BenchExchange exchange) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Proc.pinned(
                Integer.toString(SERVER_CORE),
                List.of("java", "-Xmx512m", "-XX:NativeMemoryTracking=summary", "-jar", "target/tickcast.jar")));
        builder.environment().putAll(Peer.TICKCAST.environment(LOAD, 0, port, exchange.endpoint(), exchange.rest()));
        builder.environment().put("TICKCAST_CACHE_STORE", "redis");
        builder.environment().put("REDIS_HOST", "127.0.0.1");
        builder.environment().put("REDIS_PORT", Integer.toString(redisPort));
        return started(builder.redirectErrorStream(true).redirectOutput(new File("target", "soak.log")));
    }

    private void awaitPrices() throws IOException, InterruptedException {
        while (true) {
            try {
                if (new NodeStatus(port).answer().getInteger("prices") == LOAD.symbols()) {
                    return;
                }
            } catch (IOException e) {
                if (!node.isAlive()) {
                    throw new IOException("the node ended; target/soak.log says why", e);
                }
            }
            Thread.sleep(100);
        }
    }

    private Process redis() throws IOException {
        Process started = started(new ProcessBuilder(
                        RedisExecProvider.defaultProvider().get().getPath(),
                        "--port",
                        Integer.toString(redisPort),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no")
                .redirectErrorStream(true));
        BufferedReader log = started.inputReader();
        String line = log.readLine();
        while (line != null && !line.contains("Ready to accept connections")) {
            line = log.readLine();
        }
        if (line == null) {
            throw new IOException("Redis did not start");
        }
        return started;
    }

    private static Process started(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
