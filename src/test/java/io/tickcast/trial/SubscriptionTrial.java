package io.tickcast.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients of both transports that add and drop symbols ten times a second, at all nodes of a cluster. */
class SubscriptionTrial extends WithTrial {
    private static final Duration WHILE = Duration.ofSeconds(3L * Integer.getInteger("trial.rounds", 20));
    private static final int CLIENTS = Integer.getInteger("trial.clients", 500);
    private static final int SYMBOLS = 16;
    private static final int TRADES_PER_SECOND = 6;
    private static final long TURN_MILLIS = 100;
    /** Of each client: far fewer than there is time for. */
    private static final int LEAST_CHANGES = 3;
    /** Heap in use after a collection; what a node keeps of the last changes differs by this much. */
    private static final double MOST_GROWTH = 1.25;
    /** In less time there are too few changes for a leak to show beside that difference. */
    private static final Duration LEAST_FOR_HEAP = Duration.ofSeconds(60);

    private final Vertx clientsVertx = Vertx.vertx();
    private final Context context = clientsVertx.getOrCreateContext();
    private final Findings findings = new Findings();
    private final List<ChangingClient> clients = new ArrayList<>();

    @Test
    void noTickOfAKeptSymbolIsLostWhileStreamsChange() {
        beginWithTrades(2, SYMBOLS, TRADES_PER_SECOND, 1);
        open();
        long turns = ask(() -> clientsVertx.setPeriodic(TURN_MILLIS, timer -> clients.forEach(ChangingClient::turn)));
        pass(WHILE.dividedBy(3));
        long[] before = liveHeap();
        pass(WHILE.multipliedBy(2).dividedBy(3));
        long[] after = liveHeap();

        ask(() -> clientsVertx.cancelTimer(turns));
        Await.until(
                "the last changes are answered",
                () -> ask(() -> clients.stream().noneMatch(ChangingClient::isChanging)));
        long[] last = exchange.stop();
        Map<String, Long> newest = new HashMap<>();
        for (int i = 0; i < last.length; i++) {
            newest.put(exchange.symbols().get(i), last[i]);
        }
        Await.until(
                "all clients have the last trades of what they keep",
                () -> ask(() -> clients.stream().allMatch(client -> client.hasAll(newest))));
        int changes =
                ask(() -> clients.stream().mapToInt(ChangingClient::changes).sum());
        print(
                "%d clients made %d changes in %d s; %s; heap in KB %s, and %s after it",
                CLIENTS, changes, WHILE.toSeconds(), ask(findings::toString), shown(before), shown(after));
        assertThat(ask(() -> clients.stream().mapToInt(ChangingClient::missing).sum()))
                .as("trades of a kept symbol that never came")
                .isZero();
        assertThat(findings.gaps()).as("trades left out").isEmpty();
        assertThat(findings.backs())
                .as("older trades, and new symbols without a price")
                .isEmpty();
        assertThat(findings.resets()).as("changes that failed").isEmpty();
        assertThat(clients).as("clients that changed little").noneMatch(client -> client.changes() < LEAST_CHANGES);
        for (int node = 0; node < NODES && WHILE.compareTo(LEAST_FOR_HEAP) >= 0; node++) {
            assertThat(after[node]).as("heap of " + TrialCluster.name(node)).isLessThan((long)
                    (MOST_GROWTH * before[node]));
        }
    }

    @AfterEach
    void closeClients() {
        ask(() -> {
            clients.forEach(ChangingClient::close);
            return true;
        });
        Await.result(clientsVertx.close());
    }

    private void open() {
        Await.result(ask(() -> {
            HttpClient streams = clientsVertx.createHttpClient(
                    new HttpClientOptions().setKeepAlive(false),
                    new PoolOptions().setHttp1MaxSize(2 * CLIENTS).setEventLoopSize(0));
            HttpClient requests = clientsVertx.createHttpClient(
                    new HttpClientOptions(),
                    new PoolOptions().setHttp1MaxSize(20).setEventLoopSize(0));
            WebSocketClient sockets =
                    clientsVertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(2 * CLIENTS));
            List<Future<Void>> opened = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                ChangingClient client = i % 2 == 0
                        ? new ChangingSseClient(streams, requests, cluster.up(), exchange.symbols(), findings, i)
                        : new ChangingWebSocketClient(sockets, exchange.symbols(), findings, i);
                clients.add(client);
                opened.add(client.connect(cluster.up().any().orElseThrow().port()));
            }
            return Future.join(opened);
        }));
    }

    private <T> T ask(Callable<T> question) {
        return Await.on(context, question);
    }

    /** Of each node, in bytes, after a collection. */
    private long[] liveHeap() {
        long[] bytes = new long[NODES];
        for (int node = 0; node < NODES; node++) {
            bytes[node] = cluster.liveHeap(node);
        }
        return bytes;
    }

    private static List<Long> shown(long[] bytes) {
        List<Long> all = new ArrayList<>();
        for (long each : bytes) {
            all.add(each / 1_024);
        }
        return all;
    }
}
