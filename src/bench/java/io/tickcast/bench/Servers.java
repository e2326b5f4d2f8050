package io.tickcast.bench;

import io.tickcast.demo.BenchExchange;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The processes of the server that is measured, all on one core and one port. */
final class Servers implements AutoCloseable {
    /** As taskset lists them. */
    private static final String CORES = System.getProperty("bench.server-cores", "0");

    private static final Duration START = Duration.ofSeconds(60);
    private static final int QUESTIONS = 32;
    private static final int MOST_ROUNDS = 20;

    /**
     * The servers' own counts.
     *
     * @param ticks  ticks of each of them, where the exchange does not count them
     * @param frames writes of whole frames, of all of them; 0 when they do not count
     */
    record Count(long ticks, long frames) {}

    private final Scenario scenario;
    private final Peer peer;
    private final int port;
    private final List<Process> processes = new ArrayList<>();
    private final List<BufferedReader> answers = new ArrayList<>();

    private Servers(Scenario scenario, Peer peer, int port) {
        this.scenario = scenario;
        this.peer = peer;
        this.port = port;
    }

    static Servers start(Scenario scenario, Peer peer, BenchExchange exchange) throws IOException {
        Servers servers = new Servers(scenario, peer, ExchangeCosts.freePort());
        for (int node = 0; node < scenario.nodes(); node++) {
            servers.start(node, exchange);
        }
        return servers;
    }

    private void start(int node, BenchExchange exchange) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(Proc.pinned(CORES, peer.command(scenario, port, exchange.endpoint())));
        builder.environment().putAll(peer.environment(scenario, node, port, exchange.endpoint(), exchange.rest()));
        File log = new File("target", "bench-" + peer.label() + "-" + node + ".log");
        builder.redirectError(log);
        if (!peer.isLimit()) {
            builder.redirectErrorStream(true).redirectOutput(log);
        }
        Process process = builder.start();
        processes.add(process);
        answers.add(new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII)));
        // Nor does it outlive a benchmark that was interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
    }

    int port() {
        return port;
    }

    /** Waits until all of them listen, and those that can be asked have had each symbol. */
    void awaitReady() throws IOException, InterruptedException {
        long until = System.nanoTime() + START.toNanos();
        while (!isReady()) {
            if (System.nanoTime() > until) {
                throw new IOException(peer.label() + " did not start within " + START.toSeconds() + " s");
            }
            Thread.sleep(50);
        }
    }

    private boolean isReady() {
        try {
            if (peer.isLimit()) {
                count();
            } else if (peer.isTickcast()) {
                return statuses().stream().allMatch(status -> status.getInteger("prices") == scenario.symbols());
            } else {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Of each node. The kernel picks the one that a connection meets, so it takes some more than there are nodes. */
    private Collection<JsonObject> statuses() throws IOException {
        Map<String, JsonObject> byName = new HashMap<>();
        for (int round = 0; byName.size() < scenario.nodes(); round++) {
            if (round == MOST_ROUNDS) {
                throw new IOException("only " + byName.keySet() + " of " + scenario.nodes() + " nodes answered");
            }
            List<NodeStatus> asked = new ArrayList<>();
            // All at once: a node in the midst of a flush answers when it is done.
            for (int i = 0; i < (scenario.nodes() == 1 ? 1 : QUESTIONS); i++) {
                asked.add(new NodeStatus(port));
            }
            for (NodeStatus connection : asked) {
                JsonObject status = connection.answer();
                byName.putIfAbsent(status.getString("node"), status);
            }
        }
        return byName.values();
    }

    Count count() throws IOException {
        return peer.isLimit()
                ? countOfLimits("")
                : new Count(
                        0,
                        peer.isTickcast()
                                ? statuses().stream()
                                        .mapToLong(status ->
                                                status.getJsonObject("streams").getLong("frames"))
                                        .sum()
                                : 0);
    }

    /** A limit makes its own ticks. */
    void tempo(double rate) throws IOException {
        if (peer.isLimit()) {
            countOfLimits(String.format(Locale.ROOT, "%f", rate));
        }
    }

    private Count countOfLimits(String command) throws IOException {
        for (Process process : processes) {
            process.getOutputStream().write((command + '\n').getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        }
        long ticks = 0;
        long writes = 0;
        for (BufferedReader answer : answers) {
            String line = answer.readLine();
            if (line == null) {
                throw new IOException(peer.label() + " ended");
            }
            String[] counts = line.split(" ");
            ticks += Long.parseLong(counts[0]);
            writes += Long.parseLong(counts[1]);
        }
        return new Count(ticks / processes.size(), writes);
    }

    /** Children included. */
    List<Long> pids() {
        return processes.stream()
                .flatMap(process -> Stream.concat(
                        Stream.of(process.pid()), process.descendants().map(ProcessHandle::pid)))
                .toList();
    }

    void collect() {
        if (peer.jvm) {
            pids().forEach(Proc::collect);
        }
    }

    long rssKilobytes() {
        return pids().stream().mapToLong(Proc::rssKilobytes).sum();
    }

    private static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        // Before its children, which it would start anew.
        process.destroyForcibly().onExit().join();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        processes.forEach(Servers::end);
    }
}
