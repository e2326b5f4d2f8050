package io.tickcast.bench;

import io.tickcast.demo.BenchExchange;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The costs of a node that joins a cluster for the streams of the node that gives it the past: their delays before,
 * while and after it joins. Arguments: the ticks of the past, and the streams.
 *
 * <p>The first node has one core to itself. The one that joins has the other one, where the client and the exchange take
 * what they need first.
 */
public final class JoinCosts {
    private static final int CORE = 0;
    private static final int OTHER_CORE = 1;
    private static final int TICKS_PER_SECOND = 8_000;
    private static final Scenario LOAD = new Scenario("join", 1, 0, 16, 1, true, 0, true, 0, 1);
    private static final int WARMUP = Integer.getInteger("bench.warmup", 30);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 15);

    private final BenchExchange exchange;

    private JoinCosts() {
        exchange = BenchExchange.start(Vertx.vertx(), LOAD.symbolNames()).await();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int ticks = args.length == 0 ? 200_000 : Integer.parseInt(args[0]);
        int streams = args.length < 2 ? 10_000 : Integer.parseInt(args[1]);
        Proc.pinMyself(OTHER_CORE);
        new JoinCosts().run(ticks, streams);
        System.exit(0);
    }

    private void run(int ticks, int streams) throws IOException, InterruptedException {
        int port = ExchangeCosts.freePort();
        exchange.tempo(1, true);
        Process first = start(0, port, Proc.pinned(Integer.toString(CORE), List.of()));
        awaitTicks(first, port, 1);
        exchange.tempo((double) TICKS_PER_SECOND / LOAD.symbols(), true);
        awaitTicks(first, port, ticks);
        exchange.tempo(0, true);
        try (ThinClients clients = new ThinClients()) {
            clients.open(port, 0, streams);
            exchange.tempo(LOAD.rate(), true);
            Thread.sleep(WARMUP * 1_000L);
            System.out.println(
                    "| a node | " + ThinClients.Received.COLUMNS + "\n|---|---|---|---|---|---|---|---|---|---|---|");
            measure("has not joined", clients, streams, SECONDS);
            int other = ExchangeCosts.freePort();
            clients.startWindow();
            long begun = System.nanoTime();
            Process second = start(1, other, Proc.pinned(Integer.toString(OTHER_CORE), List.of("nice", "-n", "19")));
            long got = awaitTicks(second, other, ticks);
            double joined = (System.nanoTime() - begun) / 1e9;
            print("joins", clients, streams, joined);
            measure("has joined", clients, streams, SECONDS);
            System.out.printf(
                    Locale.ROOT, "%nThe node had %,d ticks of the past %.1f s after its start.%n", got, joined);
        }
    }

    private static void measure(String what, ThinClients clients, int streams, int seconds)
            throws IOException, InterruptedException {
        clients.startWindow();
        Thread.sleep(seconds * 1_000L);
        print(what, clients, streams, seconds);
    }

    private static void print(String what, ThinClients clients, int streams, double seconds) throws IOException {
        System.out.println("| " + what + " | " + clients.stopWindow().row(streams, seconds));
    }

    /** A node of a cluster that keeps the past for long. */
    private Process start(int number, int port, List<String> pinned) throws IOException {
        List<String> command = new ArrayList<>(pinned);
        command.addAll(List.of("java", "-jar", "target/tickcast.jar"));
        Map<String, String> environment =
                new HashMap<>(Peer.TICKCAST.environment(LOAD, number, port, exchange.endpoint(), exchange.rest()));
        environment.putAll(Map.of("TICKCAST_CLUSTER_ENABLED", "true", "TICKCAST_STREAM_REPLAY", "1h"));
        return NodeProcess.start(command, environment, Path.of("target", "bench-join-" + number + ".log"));
    }

    /** Waits until a node has so many ticks. */
    private static long awaitTicks(Process node, int port, int ticks) throws IOException, InterruptedException {
        while (true) {
            if (!node.isAlive()) {
                throw new IOException("a node ended; target/bench-join-*.log says why");
            }
            try {
                JsonObject replay = new NodeStatus(port).answer().getJsonObject("replay");
                if (replay.getLong("ticks") >= ticks) {
                    return replay.getLong("ticks");
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            Thread.sleep(100);
        }
    }
}
