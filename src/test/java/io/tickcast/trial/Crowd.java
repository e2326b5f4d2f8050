package io.tickcast.trial;

import io.tickcast.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** Many clients on one event loop. */
final class Crowd {
    private final Context context;
    private final List<TrialClient> clients = new ArrayList<>();
    private final Findings findings = new Findings();
    private final Lag lag;

    /** @param interval part of the query; empty for the default interval */
    Crowd(Vertx vertx, UpNodes nodes, List<String> symbols, String interval, int count) {
        context = vertx.getOrCreateContext();
        lag = new Lag(vertx, context);
        Map<String, Integer> numbers = new HashMap<>();
        symbols.forEach(symbol -> numbers.put(symbol, numbers.size()));
        ask(() -> {
            HttpClient http = vertx.createHttpClient(
                    new HttpClientOptions().setKeepAlive(false).setConnectTimeout(2_000),
                    new PoolOptions().setHttp1MaxSize(2 * count).setEventLoopSize(0));
            for (int i = 0; i < count; i++) {
                clients.add(new TrialClient(vertx, http, nodes, numbers, interval, findings, i));
            }
            clients.forEach(TrialClient::connect);
            return null;
        });
    }

    /** On the clients' loop. */
    private <T> T ask(Callable<T> question) {
        return Await.on(context, question);
    }

    void awaitAllConnected() {
        Await.until(
                "all clients are connected", () -> ask(() -> clients.stream().allMatch(TrialClient::isConnected)));
    }

    void forgetSilence() {
        ask(() -> {
            lag.forget();
            clients.forEach(TrialClient::forgetSilence);
            return null;
        });
    }

    /** Longest time without a price, in ms, of a stream of these nodes that was open then and still is. */
    long silenceMillis(Set<String> nodes, long sinceNanos) {
        return ask(() -> clients.stream()
                        .filter(client -> client.node().filter(nodes::contains).isPresent())
                        .mapToLong(client -> client.silenceSince(sinceNanos))
                        .max()
                        .orElse(0))
                / 1_000_000;
    }

    /** For how long, in ms, this loop itself stood still at most: what it found silent may have been itself. */
    long lagMillis() {
        return ask(lag::longestMillis);
    }

    /** Waits until none of them is at this node. */
    void awaitNoneAt(String node) {
        Await.until("no client is at " + node, () -> !byNode().containsKey(node));
    }

    /** Streams that are open now, by node. */
    Map<String, Integer> byNode() {
        return ask(() -> {
            Map<String, Integer> count = new HashMap<>();
            clients.forEach(client -> client.node().ifPresent(node -> count.merge(node, 1, Integer::sum)));
            return count;
        });
    }

    /** The ends of streams of this node since the last call, by {@link System#nanoTime()}. */
    List<Long> takeLeaves(String node) {
        return ask(() -> findings.takeLeaves(node));
    }

    /** Waits until all have come to these numbers. */
    void awaitAll(long[] newest) {
        try {
            Await.until(
                    "all clients have the last tick of each symbol",
                    () -> ask(() -> clients.stream().allMatch(client -> client.hasAll(newest))));
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + ": "
                            + ask(() -> clients.stream()
                                    .filter(client -> !client.hasAll(newest))
                                    .toList()),
                    e);
        }
    }

    /** So many clients of this node break off, and come back elsewhere. */
    void breakOff(String node, int most) {
        ask(() -> {
            clients.stream()
                    .filter(client -> client.node().filter(node::equals).isPresent())
                    .limit(most)
                    .forEach(TrialClient::breakOff);
            return null;
        });
    }

    int missing() {
        return ask(() -> clients.stream().mapToInt(TrialClient::missing).sum());
    }

    /** Of each client, what is missing without a gap, or in one and there. */
    List<String> faults() {
        return ask(() -> clients.stream()
                .map(TrialClient::faults)
                .filter(faults -> !faults.isEmpty())
                .toList());
    }

    List<String> gaps() {
        return ask(() -> List.copyOf(findings.gaps()));
    }

    List<String> backs() {
        return ask(() -> List.copyOf(findings.backs()));
    }

    List<String> resets() {
        return ask(() -> List.copyOf(findings.resets()));
    }

    String report() {
        return ask(findings::toString);
    }

    void stop() {
        ask(() -> {
            clients.forEach(TrialClient::stop);
            return null;
        });
    }
}
