package io.tickcast.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster under load: an exchange that counts its ticks, and a crowd of clients that count them again. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
abstract class WithTrial {
    static final int NODES = 3;
    static final int CROWD = Integer.getInteger("trial.clients", 300);
    private static final int SYMBOLS = 16;
    private static final int TICKS_PER_SECOND = 5;
    private static final String EVERY_TICK = "&interval=0";
    /** Longer than cluster.clock-tolerance: a client that reconnects then gets everything. */
    private static final Duration SETTLED = Duration.ofSeconds(4);

    private final Vertx vertx = Vertx.vertx();
    private int lines;
    NumberedExchange exchange;
    TrialCluster cluster;
    Crowd crowd;

    @TempDir
    private Path directory;

    /** Starts all nodes, and lets the clients come. */
    final void begin(int lines, Map<String, String> more) {
        begin(lines, more, NumberedExchange.start(vertx, SYMBOLS, TICKS_PER_SECOND), CROWD);
    }

    /** The same with fewer clients of an exchange where every trade is told. */
    final void beginWithTrades(int lines, int symbols, int tradesPerSecond, int clients) {
        begin(lines, Map.of(), NumberedExchange.trading(vertx, symbols, tradesPerSecond), clients);
    }

    private void begin(int lines, Map<String, String> more, NumberedExchange exchange, int clients) {
        this.lines = lines;
        this.exchange = exchange;
        Map<String, String> settings = new HashMap<>(exchange.settings());
        settings.put("TICKCAST_FEED_LINES", Integer.toString(lines));
        settings.putAll(more);
        cluster = new TrialCluster(vertx, directory, NODES, settings);
        // One after the other: nodes that start at the same moment take their time to agree on the first.
        for (int node = 0; node < NODES; node++) {
            cluster.launch(node);
            cluster.awaitReady(node);
        }
        awaitLines();
        exchange.forgetUntaken();
        crowd = crowd(EVERY_TICK, clients);
        crowd.awaitAllConnected();
        pass(SETTLED);
    }

    /** @param interval part of the query; empty for the default interval */
    final Crowd crowd(String interval, int clients) {
        return new Crowd(vertx, cluster.up(), exchange.symbols(), interval, clients);
    }

    @AfterEach
    final void close(TestInfo test) {
        if (crowd != null) {
            crowd.stop();
        }
        if (cluster != null) {
            cluster.close();
            keepLogs(test);
        }
        Await.result(vertx.close());
    }

    /** The logs of the nodes, to look into. */
    private void keepLogs(TestInfo test) {
        try {
            for (int node = 0; node < NODES; node++) {
                Path log = Path.of(
                        "target",
                        "trials",
                        getClass().getSimpleName() + "-" + test.getDisplayName().replace("()", "-")
                                + TrialCluster.name(node) + ".log");
                Files.createDirectories(log.getParent());
                Files.write(log, cluster.log(node));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets time pass, when that is what the trial is about. */
    static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    /** Waits until every line is live as all nodes hear it. */
    final void awaitLines() {
        Await.until(
                "all lines are live",
                () -> IntStream.range(0, NODES)
                        .allMatch(node -> cluster.liveLines(node).size() == lines));
    }

    /** Starts a node that was ended, and waits until the cluster is whole again. */
    final void restart(int node) {
        restart(List.of(node));
    }

    /** The same for several; one node at least is up. */
    final void restart(List<Integer> nodes) {
        nodes.forEach(cluster::launch);
        nodes.forEach(cluster::awaitReady);
        awaitLines();
        crowd.awaitAllConnected();
    }

    /** The numbers of the nodes that have the lines of the feed. */
    final List<Integer> feeding() {
        Collection<String> names = cluster.liveLines(0).values();
        return IntStream.range(0, NODES)
                .filter(node -> names.contains(TrialCluster.name(node)))
                .boxed()
                .toList();
    }

    /** The number of a node that has a line of the feed. */
    final int ingest() {
        return firstNode(cluster.liveLines(0)::containsValue);
    }

    /** The number of a node that has none. */
    final int edge() {
        return firstNode(name -> !cluster.liveLines(0).containsValue(name));
    }

    private static int firstNode(Predicate<String> wanted) {
        return IntStream.range(0, NODES)
                .filter(node -> wanted.test(TrialCluster.name(node)))
                .findFirst()
                .orElseThrow();
    }

    static Set<String> others(int node) {
        return IntStream.range(0, NODES)
                .filter(other -> other != node)
                .mapToObj(TrialCluster::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    final void print(String text, Object... values) {
        System.out.println("[" + getClass().getSimpleName() + "] " + text.formatted(values));
    }

    /** No more ticks: every client comes to the last of each symbol. */
    final void end() {
        crowd.awaitAllConnected();
        try {
            crowd.awaitAll(exchange.stop());
        } finally {
            print("%s", crowd.report());
            print("ticks that no node was there to take: %s", exchange.untaken());
            crowd.stop();
        }
        assertThat(crowd.backs()).as("a price that is older than one before").isEmpty();
    }

    /** The same, and no client missed anything. */
    final void endWithNothingMissed() {
        end();
        assertThat(crowd.missing()).as("ticks that never came").isZero();
        assertThat(crowd.gaps()).as("ticks left out").isEmpty();
        assertThat(crowd.resets()).as("clients that could not resume").isEmpty();
    }
}
