package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Closed;
import io.tickcast.demo.Connection;
import io.tickcast.demo.Frames;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.JarProcess;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fat jars of one cluster that share the lines of one exchange. */
class LinesIT {
    private static final String SYMBOL = "RVNUSDT";
    private static final long TIME = 1_704_868_500_000L;
    /** Well above what a tick takes on its way: of two lines the slower one must not be a tick behind. */
    private static final long TICK_EVERY_MILLIS = 100;

    private final Vertx vertx = Vertx.vertx();
    private final List<JarProcess> started = new ArrayList<>();
    private final AtomicLong ticks = new AtomicLong();
    private ScriptedBinance exchange;
    private ClusterFiles files;

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        exchange = Await.result(ScriptedBinance.start(vertx, List.of(SYMBOL)));
        files = new ClusterFiles(directory, 3);
    }

    @AfterEach
    void close() {
        started.forEach(JarProcess::close);
        Await.result(vertx.close());
    }

    private JarProcess start(int number, int lines, boolean feeds) {
        Map<String, String> settings = new HashMap<>(files.settings(number));
        settings.put("TICKCAST_SYMBOLS", SYMBOL);
        settings.put("TICKCAST_FEED_ENABLED", Boolean.toString(feeds));
        settings.put("TICKCAST_FEED_LINES", Integer.toString(lines));
        settings.put("TICKCAST_FEED_BINANCE_ENDPOINTS", exchange.endpoint().toString());
        settings.put("TICKCAST_FEED_BINANCE_REST", exchange.rest().toString());
        JarProcess node = JarProcess.start(directory, settings);
        started.add(node);
        return node;
    }

    /** Publishes the nth tick at event time n, one after the other, from now on. */
    private void pump() {
        vertx.setPeriodic(TICK_EVERY_MILLIS, timer -> {
            long n = ticks.incrementAndGet();
            exchange.publish(SYMBOL, Frames.ticker(SYMBOL, TIME + n, "0.01990000"));
        });
    }

    private SseClient client(int port) {
        return SseClient.open(vertx, port, "/api/sse/prices?fields=event_time&interval=0");
    }

    private static String status(int port) {
        try (RawHttp http = RawHttp.connect(port)) {
            return http.send("GET /api/sse/status HTTP/1.1", "Host: 127.0.0.1", "Connection: close")
                    .answer()
                    .body();
        }
    }

    private static boolean hasLine(JarProcess node) {
        return node.out().stream().anyMatch(line -> line.contains("this node has line"));
    }

    private Connection nextConnection() {
        Connection connection = Await.result(exchange.nextConnection());
        Await.result(connection.subscribed(1));
        return connection;
    }

    /** The next ticks of the client, from its next one on until some after now: each once, and none is missing. */
    private void assertAllTicks(SseClient client) {
        List<Long> times = new ArrayList<>();
        long last = TIME + ticks.get() + 10;
        while (times.isEmpty() || times.get(times.size() - 1) < last) {
            SseEvent price = client.next("price");
            times.add(price.json().getLong("event_time"));
        }
        assertThat(times)
                .isEqualTo(LongStream.rangeClosed(times.get(0), times.get(times.size() - 1))
                        .boxed()
                        .toList());
    }

    private static void print(String what, long fromNanos, long toNanos) {
        System.out.println("[LinesIT] " + what + ": " + TimeUnit.NANOSECONDS.toMillis(toNanos - fromNanos) + " ms");
    }

    @Test
    void oneNodeConnectsAndTheOtherWhenItIsKilled() {
        JarProcess one = start(0, 1, true);
        JarProcess two = start(1, 1, true);
        int portOfOne = one.port();
        int portOfTwo = two.port();
        nextConnection();
        pump();
        Await.until("one has the line", () -> hasLine(one) || hasLine(two));
        JarProcess holder = hasLine(one) ? one : two;
        try (SseClient client = client(holder == one ? portOfTwo : portOfOne)) {
            client.next("price", 3);
            assertThat(exchange.connections().count()).isEqualTo(1);

            long killedAt = System.nanoTime();
            holder.kill();
            Connection next = nextConnection();
            long n = ticks.get();
            long time = 0;
            while (time <= TIME + n) {
                time = client.next("price").json().getLong("event_time");
            }
            print("kill -9 until another node connects", killedAt, next.openedAtNanos());
            print("kill -9 until a client has a new price", killedAt, System.nanoTime());
            assertThat(exchange.connections().count()).isEqualTo(2);
        }
    }

    @Test
    void aNodeThatStopsHandsItsLineOverWithoutAGap() {
        JarProcess edge = start(0, 1, false);
        int port = edge.port();
        JarProcess holder = start(1, 1, true);
        holder.port();
        Connection first = nextConnection();
        pump();
        JarProcess other = start(2, 1, true);
        int otherPort = other.port();
        Await.until("it has heard who has the line", () -> status(otherPort).contains("\"number\":1"));
        try (SseClient client = client(port)) {
            client.next("price");
            assertThat(hasLine(other)).isFalse();

            long stoppedAt = System.nanoTime();
            holder.terminate();
            Connection second = nextConnection();
            Closed end = Await.result(first.closed());
            print("SIGTERM until another node connects", stoppedAt, second.openedAtNanos());
            print("SIGTERM until the first connection ends", stoppedAt, end.atNanos());
            assertThat(second.openedAtNanos()).isLessThan(end.atNanos());
            assertAllTicks(client);
            assertThat(holder.exitStatus()).isZero();
            assertThat(exchange.connections().count()).isEqualTo(2);
        }
    }

    @Test
    void ofThreeNodesTwoHaveALineAndClientsSeeEachTickOnce() {
        List<JarProcess> nodes = List.of(start(0, 2, true), start(1, 2, true), start(2, 2, true));
        int port = nodes.get(0).port();
        nodes.get(1).port();
        nodes.get(2).port();
        nextConnection();
        nextConnection();
        pump();
        Await.until(
                "two have a line", () -> nodes.stream().filter(LinesIT::hasLine).count() == 2);
        JarProcess idle =
                nodes.stream().filter(node -> !hasLine(node)).findFirst().orElseThrow();
        try (SseClient client = client(port)) {
            client.next("price");
            assertAllTicks(client);
            long stoppedAt = System.nanoTime();
            idle.terminate();
            assertThat(idle.exitStatus()).isZero();
            print("SIGTERM of a node without a line until its end", stoppedAt, System.nanoTime());
            assertThat(exchange.connections().count()).isEqualTo(2);
        }
    }
}
