package io.tickcast.bench;

import io.tickcast.demo.BenchExchange;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Locale;

/**
 * As many streams as the machine allows, each with a price a second: on as many nodes as the limit of descriptors asks
 * for, filled one after the other.
 *
 * <p>Argument: streams, a million by default. A first node with a part of them shows what each costs; when memory does
 * not do for all, as many are tried as it does for. {@code -Dbench.period} sets the seconds between two prices,
 * {@code -Dbench.warmup} and {@code -Dbench.seconds} how long the prices come before they are measured, and how long
 * they are measured.
 */
public final class Million {
    private static final int ASKED = 1_000_000;
    private static final int TRIAL = 10_000;
    private static final double PERIOD = Double.parseDouble(System.getProperty("bench.period", "1"));
    private static final int WARMUP = Integer.getInteger("bench.warmup", 30);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 30);
    /** For everything else that a node has open. */
    private static final long SPARE_FILES = 500;
    /** Left to the machine, and to prices that wait in sockets and heaps. */
    private static final long RESERVE_KILOBYTES = 2_500_000;

    private final BenchExchange exchange;
    private final int streamsPerNode;

    private Million() {
        exchange = BenchExchange.start(Vertx.vertx(), MillionNodes.LOAD.symbolNames())
                .await();
        streamsPerNode = Math.toIntExact(Proc.openFiles() - SPARE_FILES);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int asked = args.length == 0 ? ASKED : Integer.parseInt(args[0]);
        System.exit(new Million().run(asked) ? 0 : 1);
    }

    private boolean run(int asked) throws IOException, InterruptedException {
        int streams = affordable(asked);
        exchange.tempo(1, true);
        int count = (streams + streamsPerNode - 1) / streamsPerNode;
        try (MillionNodes nodes = new MillionNodes(exchange, count);
                ThinClients clients = new ThinClients()) {
            nodes.start();
            exchange.tempo(0, true);
            nodes.collect();
            Memory empty = Memory.now(nodes.kilobytes(), 0);
            System.out.printf(Locale.ROOT, "%,d streams on %d nodes, which have %s%n", streams, count, empty);
            long begun = System.nanoTime();
            for (int node = 0; node < count; node++) {
                int first = node * streamsPerNode;
                int some = Math.min(streamsPerNode, streams - first);
                clients.open(nodes.port(node), first, some);
                System.out.printf(
                        Locale.ROOT, "%,d streams after %.0f s%n", first + some, (System.nanoTime() - begun) / 1e9);
            }
            double opened = (System.nanoTime() - begun) / 1e9;
            nodes.collect();
            Memory full = Memory.now(nodes.kilobytes(), clients.kilobytes());
            exchange.tempo(1 / PERIOD, true);
            Thread.sleep(WARMUP * 1_000L);
            long sent = exchange.sent();
            clients.startWindow();
            Proc.Cpu before = Proc.cpu(nodes.pids());
            Thread.sleep(SECONDS * 1_000L);
            double cores = Proc.cpu(nodes.pids()).minus(before).sum() / SECONDS;
            ThinClients.Received received = clients.stopWindow();
            sent = exchange.sent() - sent;
            exchange.tempo(0, true);
            System.out.printf(
                    Locale.ROOT,
                    "opened in %.0f s; then a price each %.1f s, %d in %d s%n%n%s%n"
                            + "| %s cores of the nodes |%n|---|---|---|---|---|---|---|---|---|---|---|%n| %s %.2f |%n",
                    opened,
                    PERIOD,
                    sent,
                    SECONDS,
                    full.since(empty).perStream(streams),
                    ThinClients.Received.COLUMNS,
                    received.row(streams, SECONDS),
                    cores);
            return received.open() == streams && received.lost() == 0;
        }
    }

    /** As many of these streams as there is memory for, by what those of one node cost. */
    private int affordable(int asked) throws IOException, InterruptedException {
        int trial = Math.min(asked, Math.min(TRIAL, streamsPerNode));
        exchange.tempo(1, true);
        try (MillionNodes nodes = new MillionNodes(exchange, 1);
                ThinClients clients = new ThinClients()) {
            Memory free = Memory.now(0, 0);
            nodes.start();
            exchange.tempo(0, true);
            nodes.collect();
            Memory empty = Memory.now(nodes.kilobytes(), 0);
            clients.open(nodes.port(0), 0, trial);
            nodes.collect();
            // Not by the memory that is available: others take some of that, and give it back.
            double stream = (double) Memory.now(nodes.kilobytes(), clients.kilobytes())
                            .since(empty)
                            .taken()
                    / trial;
            double each = stream + (double) empty.nodes() / streamsPerNode;
            long usable = free.available() - RESERVE_KILOBYTES;
            int affordable = (int) Math.min(asked, usable / each);
            System.out.printf(
                    Locale.ROOT,
                    "A node takes %,d MB, and each of %,d streams %.2f KB with both ends of its socket; with %,d"
                            + " streams a node that is %.2f KB each.%n%,d MB are available, of which %,d are left"
                            + " alone: enough for %,d of %,d streams.%n",
                    empty.nodes() / 1024,
                    trial,
                    stream,
                    streamsPerNode,
                    each,
                    free.available() / 1024,
                    RESERVE_KILOBYTES / 1024,
                    affordable,
                    asked);
            return affordable;
        }
    }
}
