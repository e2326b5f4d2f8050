package io.tickcast.http.connection;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptLimiterTest {
    private static final int CROWD = 300;

    /** Counts in each turn of an event loop how many connections it has been given since the last one. */
    private static final class Turns {
        private final EventLoop loop;
        private final ConnectionLimiter connectionLimiter;
        private final AtomicInteger most = new AtomicInteger();
        private int last;

        Turns(HttpNode node) {
            loop = ((VertxInternal) node.vertx()).nettyEventLoopGroup().next();
            connectionLimiter = node.shared().inboundLimits().connectionLimiter();
            last = open();
        }

        private int open() {
            return connectionLimiter.meters().toJson().getInteger("open");
        }

        private void count() {
            int now = open();
            most.accumulateAndGet(now - last, Math::max);
            last = now;
            loop.schedule(this::count, 0, TimeUnit.NANOSECONDS);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLoopIsGivenAFewConnectionsInEachOfItsTurnsHoweverManyCome(boolean nativeTransport) {
        HttpNode.Plan plan = nativeTransport ? HttpNode.plan() : HttpNode.plan().javaTransport();
        List<RawHttp> crowd = new ArrayList<>();
        try (HttpNode node = plan.warm(tick("BTCUSDT", 1, "1")).start();
                SseClient stream = node.greeted("")) {
            stream.next("price");
            Turns turns = new Turns(node);
            CountDownLatch busy = new CountDownLatch(1);
            turns.loop.execute(() -> {
                turns.count();
                await(busy);
            });
            for (int i = 0; i < CROWD; i++) {
                crowd.add(node.connect());
            }
            node.publish(tick("BTCUSDT", 2, "2"));
            busy.countDown();

            assertThat(stream.next("price").raw("price")).isEqualTo("2");
            Await.until("all are here", () -> turns.open() > CROWD);
            assertThat(turns.most.get()).isBetween(1, 2 * AcceptLimiter.PER_TURN);
            assertThat(node.status().getJsonObject("connections").getLong("accept_pauses"))
                    .isPositive();
        } finally {
            crowd.forEach(RawHttp::close);
        }
    }
}
