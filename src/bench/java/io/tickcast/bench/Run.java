package io.tickcast.bench;

import io.tickcast.demo.BenchExchange;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One server under one load: started, filled with streams, warmed up, measured for a while, ended. */
final class Run implements AutoCloseable {
    static final int CLIENT_CORE = 1;

    /** Without a warm-up: the streams open on a JVM that has compiled next to nothing. */
    private static final boolean COLD = Boolean.getBoolean("bench.cold");

    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final double WARM_UP_TICKS = 500;
    private static final int WARM_UP_STREAMS = 200;

    private final Vertx vertx;
    private final Scenario scenario;
    private final Peer peer;
    private final BenchExchange exchange;
    private final Servers servers;
    private final List<ClientProcess> clients = new ArrayList<>();
    private long emptyRss;
    private String fileTable = "";
    private String candleRequests = "";

    /** @param vertx the Vert.x of the exchange */
    Run(Vertx vertx, Scenario scenario, Peer peer) throws IOException {
        this.vertx = vertx;
        this.scenario = scenario;
        this.peer = peer;
        exchange = BenchExchange.start(vertx, scenario.symbolNames(), scenario.trades())
                .await();
        servers = Servers.start(scenario, peer, exchange);
    }

    /** Fills the server with all streams. */
    void open() throws IOException, InterruptedException {
        exchange.tempo(1, true);
        servers.awaitReady();
        if (peer == Peer.TICKCAST_CANDLES) {
            CandleRequests.awaitCandles(servers.port(), scenario.symbolNames());
        }
        peer.posted.ifPresent(server -> exchange.alsoTo(TickPublisher.connect(vertx, servers.port(), server)));
        // A plain server is not asked whether it is fed.
        Thread.sleep(1_500);
        if (peer.jvm && !COLD) {
            warmUp();
        }
        exchange.tempo(0, true);
        servers.collect();
        emptyRss = servers.rssKilobytes();
        int share = scenario.streams() / scenario.nodes();
        for (int node = 0; node < scenario.nodes(); node++) {
            int first = node * share;
            int streams = node == scenario.nodes() - 1 ? scenario.streams() - first : share;
            clients.add(ClientProcess.start(CLIENT_CORE, scenario, peer, servers.port(), first, streams));
        }
        for (ClientProcess client : clients) {
            client.awaitReady();
        }
    }

    /** A JVM that has compiled nothing yet is neither as fast nor as large as it will be. */
    private void warmUp() throws IOException, InterruptedException {
        exchange.tempo(WARM_UP_TICKS / scenario.symbols(), scenario.burst());
        ClientProcess few =
                ClientProcess.start(CLIENT_CORE, scenario, peer, servers.port(), 0, WARM_UP_STREAMS * scenario.nodes());
        few.awaitReady();
        Thread.sleep(WARM_UP.toMillis());
        few.end();
        Thread.sleep(500);
    }

    /** Ticks for a while, and then measures for a while. */
    Report measure(double rate, int warmSeconds, int seconds) throws IOException, InterruptedException {
        exchange.tempo(rate, scenario.burst());
        servers.tempo(rate);
        try (CandleRequests requests = CandleRequests.begin(peer, servers.port(), scenario.symbolNames())) {
            Thread.sleep(warmSeconds * 1_000L);
            requests.forget();
            Report report = measure(rate, seconds);
            candleRequests = requests.table();
            return report;
        }
    }

    private Report measure(double rate, int seconds) throws IOException, InterruptedException {
        Servers.Count countBefore = servers.count();
        long sentBefore = exchange.sent();
        long lateBefore = exchange.late();
        clients.forEach(ClientProcess::startWindow);
        long started = System.nanoTime();
        FileCosts filesBefore = files();
        Proc.Cpu before = Proc.cpu(servers.pids());
        Proc.Cpu loadBefore = Proc.cpu(loadPids());
        Thread.sleep(seconds * 1_000L);
        Proc.Cpu cpu = Proc.cpu(servers.pids()).minus(before);
        Proc.Cpu load = Proc.cpu(loadPids()).minus(loadBefore);
        double took = (System.nanoTime() - started) / 1e9;
        fileTable = files().since(filesBefore, took);
        Servers.Count count = servers.count();
        long sent = exchange.sent() - sentBefore;
        double late = sent == 0 ? 0 : (double) (exchange.late() - lateBefore) / sent;
        long ticks = peer.isLimit() ? count.ticks() - countBefore.ticks() : sent;
        long frames = count.frames() - countBefore.frames();
        LoadResult result = new LoadResult();
        clients.forEach(ClientProcess::stopWindow);
        for (ClientProcess client : clients) {
            result.add(client.answer());
        }
        return new Report(scenario.at(rate), peer, result, took, cpu, load.sum() / took, ticks, late, frames);
    }

    private FileCosts files() throws IOException {
        return peer == Peer.TICKCAST_EXAMPLES
                ? FileCosts.of(servers.port(), servers.pids().get(0))
                : new FileCosts(Map.of(), Map.of());
    }

    /** The costs of its files during the measurement. */
    String fileTable() {
        return fileTable;
    }

    /** The times of the requests for candles during the measurement. */
    String candleRequests() {
        return candleRequests;
    }

    /** Kilobytes that each stream holds, when nothing ticks. */
    double rssPerStream() throws IOException, InterruptedException {
        exchange.tempo(0, true);
        servers.tempo(0);
        Thread.sleep(500);
        servers.collect();
        return (double) (servers.rssKilobytes() - emptyRss) / scenario.streams();
    }

    private List<Long> loadPids() {
        List<Long> pids =
                new ArrayList<>(clients.stream().map(ClientProcess::pid).toList());
        pids.add(ProcessHandle.current().pid());
        return pids;
    }

    @Override
    public void close() {
        clients.forEach(ClientProcess::end);
        servers.close();
        exchange.close().await();
    }
}
