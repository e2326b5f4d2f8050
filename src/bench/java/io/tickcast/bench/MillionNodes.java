package io.tickcast.bench;

import io.tickcast.demo.BenchExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Nodes with small heaps, started one after the other: at once they would starve each other. */
final class MillionNodes implements AutoCloseable {
    static final Scenario LOAD = new Scenario("million", 1, 0, 1, 1, true, 0, true, 0, 1);
    private static final Duration START = Duration.ofSeconds(60);
    /** A part of the line that a node logs once it serves. */
    private static final String READY = " listens on ";

    /** Little that a node does here is worth the second compiler. */
    private static final List<String> JVM = List.of(
            "java",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Xms24m",
            "-Xmn8m",
            "-Xss256k",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:MinHeapFreeRatio=5",
            "-XX:MaxHeapFreeRatio=10",
            "-XX:SharedArchiveFile=target/tickcast.jsa",
            "-jar",
            "target/tickcast.jar");

    /** The streams open while there are no prices. The node must not take that for a broken feed. */
    private static final Map<String, String> NO_STALE_FEED = Map.of(
            "TICKCAST_FEED_READ_IDLE", "1h",
            "TICKCAST_FEED_FIRST_FRAME", "1h",
            "TICKCAST_FEED_STALE_AFTER", "30m",
            "TICKCAST_FEED_DATA_TIMEOUT", "1h");

    private final BenchExchange exchange;
    private final int count;
    private final List<Integer> ports = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    MillionNodes(BenchExchange exchange, int count) {
        this.exchange = exchange;
        this.count = count;
    }

    void start() throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            Path log = Path.of("target", "bench-million-" + i + ".log");
            Files.deleteIfExists(log);
            int port = ExchangeCosts.freePort();
            ports.add(port);
            Map<String, String> environment =
                    new HashMap<>(Peer.TICKCAST.environment(LOAD, i, port, exchange.endpoint(), exchange.rest()));
            environment.putAll(NO_STALE_FEED);
            Process process = NodeProcess.start(JVM, environment, log);
            processes.add(process);
            await(process, log);
        }
    }

    private static void await(Process process, Path log) throws IOException, InterruptedException {
        long until = System.nanoTime() + START.toNanos();
        while (!Files.exists(log) || !Files.readString(log).contains(READY)) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new IOException("a node did not start; " + log + " says why");
            }
            Thread.sleep(50);
        }
    }

    int port(int node) {
        return ports.get(node);
    }

    List<Long> pids() {
        return processes.stream().map(Process::pid).toList();
    }

    long kilobytes() {
        return pids().stream().mapToLong(Proc::anonymousKilobytes).sum();
    }

    void collect() {
        pids().forEach(Proc::collect);
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }
}
