package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawWebSocket;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Shared buffers all come back, whatever becomes of the streams that share them. */
@Tag("slow")
class LeakTest {
    private static final int ROUNDS = 10;
    private static final int STREAMS_PER_ROUND = 200;
    private static final String STREAM = "/api/sse/prices?fields=symbol,price,timestamp,exchange,received_at";
    private static final PooledByteBufAllocator POOL = PooledByteBufAllocator.DEFAULT;

    private final Level before = ResourceLeakDetector.getLevel();
    private final LogLines log = new LogLines(ResourceLeakDetector.class.getName());
    private final Random random = new Random(9);
    private long time;

    @AfterEach
    void close() {
        ResourceLeakDetector.setLevel(before);
        log.close();
    }

    private static long inUse() {
        return POOL.metric().directArenas().stream()
                .mapToLong(PoolArenaMetric::numActiveAllocations)
                .sum();
    }

    private Tick[] batch(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> tick("S" + i % 50, ++time, Long.toString(time)))
                .toArray(Tick[]::new);
    }

    @Test
    void twoThousandStreamsThatAreCutAmidPassesLeaveNothingBehind() {
        // Whatever an earlier test left to its threads is theirs to give back first.
        settle();
        long start = inUse();
        ResourceLeakDetector.setLevel(Level.PARANOID);
        try (HttpNode node = HttpNode.plan()
                .set("TICKCAST_STREAM_SEND_BUFFER", "4096")
                .set("TICKCAST_STREAM_SLOW_TIMEOUT", "1s")
                .set("TICKCAST_STREAM_COMPRESSION", "true")
                .start()) {
            for (int round = 0; round < ROUNDS; round++) {
                churn(node);
            }
            node.awaitClients(0);
            assertThat(node.status().getJsonObject("streams").getLong("opened")).isEqualTo(ROUNDS * STREAMS_PER_ROUND);
            assertThat(node.status().getJsonObject("streams").getLong("conflated_ticks"))
                    .as("some were slow")
                    .isPositive();
        }
        Await.until("what was allocated is free again, " + start, () -> inUse() <= start);
        collect();
        assertThat(log.containing("LEAK")).isEmpty();
    }

    /**
     * Opens streams, narrow and wide, of both transports, compressed and not, fresh and with something to make up for, and cuts them while
     * ticks flow.
     */
    private void churn(HttpNode node) {
        String lastId = Long.toString(System.currentTimeMillis() - 50);
        List<RawHttp> open = new ArrayList<>();
        for (int i = 0; i < STREAMS_PER_ROUND; i++) {
            String uri = STREAM + (i % 5 == 0 ? "&lastEventId=" + lastId : "") + (i % 7 == 0 ? "&interval=1" : "");
            String encoding = "Accept-Encoding: " + (i % 2 == 0 ? "gzip" : "identity");
            RawHttp http = i % 3 == 0 ? RawHttp.connectNarrow(node.port()) : RawHttp.connect(node.port());
            if (i % 4 == 3) {
                RawWebSocket.open(http, uri.replace("/sse/", "/ws/"));
                open.add(http);
            } else {
                open.add(http.stream(uri, encoding));
            }
            if (i % 20 == 0) {
                node.publish(batch(100));
            }
        }
        node.report(random.nextBoolean() ? State.LIVE : State.STALE);
        node.publish(builder("S1", ++time, "77").test().build());
        while (!open.isEmpty()) {
            node.publish(batch(200));
            for (int i = 0; i < 25 && !open.isEmpty(); i++) {
                open.remove(random.nextInt(open.size())).close();
            }
        }
    }

    @Test
    void aBufferThatDoesNotComeBackWouldBeNoticed() {
        ResourceLeakDetector.setLevel(Level.PARANOID);
        lose();
        Await.until("the leak is reported", () -> {
            collect();
            return !log.containing("LEAK").isEmpty();
        });
    }

    private static void lose() {
        POOL.directBuffer(64).writeByte(1);
    }

    private static void settle() {
        long[] seen = {-1};
        Await.until("nobody gives anything back", () -> {
            long now = inUse();
            boolean still = now == seen[0];
            seen[0] = now;
            return still;
        });
    }

    /** Forces a collection, and an allocation after it: that is when leaks are reported. */
    private static void collect() {
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        Await.until("garbage is collected", () -> {
            System.gc();
            return garbage.get() == null;
        });
        POOL.directBuffer(64).release();
    }
}
