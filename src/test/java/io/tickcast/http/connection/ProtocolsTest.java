package io.tickcast.http.connection;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WholeAnswer;
import io.tickcast.testing.Wire;
import io.tickcast.testing.WithNode;
import io.vertx.core.Promise;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The life of a stream is the same whichever way it is spoken. */
@Tag("slow")
@ParameterizedClass
@EnumSource
class ProtocolsTest extends WithNode {
    private static final String STREAM = "/api/sse/prices";
    private static final int SYMBOLS = 4;
    private static final int BATCH = 40;

    private final Wire wire;
    private long time;

    ProtocolsTest(Wire wire) {
        this.wire = wire;
    }

    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.wire(wire);
    }

    /** All streams of one such client share its connection over HTTP/2. */
    private HttpClient client() {
        HttpClientOptions options = wire.client();
        // A stream that is not read must not use up what the connection may carry.
        options.setHttp2ConnectionWindowSize(16 * 1024 * 1024).setReceiveBufferSize(8_192);
        return node.clients()
                .createHttpClient(
                        options, new PoolOptions().setHttp1MaxSize(200).setHttp2MaxSize(1));
    }

    private SseClient stream(HttpClient client) {
        return SseClient.open(client, node.port(), STREAM + "?fields=symbol,price,event_time", Map.of());
    }

    private SseClient unread(HttpClient client) {
        SseClient stream = stream(client);
        stream.next("connected");
        stream.pause();
        return stream;
    }

    private HttpClientResponse answer(HttpMethod method, String uri) {
        HttpClient client = node.clients().createHttpClient(wire.client());
        try {
            return Await.result(WholeAnswer.to(client.request(method, node.port(), "127.0.0.1", uri)))
                    .head();
        } finally {
            // Vert.x closes an unreferenced client at the next garbage collection, even in use.
            client.close();
        }
    }

    private void publishBatch(SseClient reader) {
        Tick[] batch = new Tick[BATCH];
        for (int i = 0; i < BATCH; i++) {
            time++;
            batch[i] = tick("S" + time % SYMBOLS, time, Long.toString(time));
        }
        node.publish(batch);
        reader.next("price", BATCH);
    }

    private long streams(String counter) {
        return node.status().getJsonObject("streams").getLong(counter);
    }

    /**
     * Publishes until a stream has been behind for a while: one that is only late for a moment catches up meanwhile.
     */
    private void publishUntilBehind(SseClient reader) {
        int behind = 0;
        while (behind < 3) {
            assertThat(time).as("ticks, and nobody is behind").isLessThan(500_000);
            long before = streams("conflated_ticks");
            for (int i = 0; i < 10; i++) {
                publishBatch(reader);
            }
            behind = streams("conflated_ticks") > before ? behind + 1 : 0;
        }
    }

    private void readToNewest(SseClient stream) {
        long newest = 0;
        while (newest < time) {
            long at = stream.next("price").json().getLong("event_time");
            newest = Math.max(newest, at);
        }
    }

    @Test
    void aStreamGreetsGivesASnapshotAndGoesOnLive() {
        node.hold(tick("BTCUSDT", 1, "95000.00"));
        try (SseClient stream = node.stream("")) {
            assertThat(stream.version()).isEqualTo(wire.version());
            assertThat(stream.headers().get("content-type")).isEqualTo("text/event-stream; charset=utf-8");
            if (wire.isHttp2()) {
                assertThat(stream.headers().names())
                        .doesNotContain("connection", "keep-alive", "transfer-encoding", "content-length", "upgrade");
            }
            assertThat(stream.next().name()).isEqualTo("connected");
            assertThat(stream.next("price").raw("price")).isEqualTo("95000.00");
            node.publish(tick("BTCUSDT", 2, "95001.00"));
            assertThat(stream.next("price").raw("price")).isEqualTo("95001.00");
        }
        node.awaitClients(0);
    }

    @Test
    void whoComesBackGetsWhatItMissed() {
        node.hold(tick("BTCUSDT", 1, "1"));
        String last;
        try (SseClient stream = node.stream("")) {
            stream.next("price");
            node.publish(tick("BTCUSDT", 2, "2"));
            stream.next("price");
            last = stream.lastEventId();
        }
        node.hold(tick("BTCUSDT", 3, "3"));
        node.hold(tick("BTCUSDT", 4, "4"));
        try (SseClient stream = node.stream("", Map.of("Last-Event-ID", last))) {
            // Repeats are allowed.
            String price = stream.next("price").raw("price");
            while (price.compareTo("3") < 0) {
                price = stream.next("price").raw("price");
            }
            assertThat(price).isEqualTo("3");
            assertThat(stream.next("price").raw("price")).isEqualTo("4");
        }
    }

    @Test
    void aCompressedStreamIsReadToItsEnd() {
        restart(HttpNode.plan().encoding("gzip"));
        try (SseClient stream = node.greeted("")) {
            assertThat(stream.headers().get("content-encoding")).isEqualTo("gzip");
            publishBatch(stream);
            Await.result(node.drain());
            Await.result(stream.ended());
        }
    }

    @Test
    void aStreamThatIsNotReadGetsTheNewestPricesAndCostsTheOthersNothing() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_SEND_BUFFER", "4096"));
        HttpClient client = client();
        try (SseClient slow = unread(client);
                SseClient fast = stream(client())) {
            SseClient beside = stream(client);
            publishUntilBehind(fast);
            // A neighbour on the same connection, or on one of its own, goes on meanwhile.
            readToNewest(beside);
            slow.resume();
            int seen = 0;
            long newest = 0;
            while (newest < time) {
                newest = Math.max(newest, slow.next("price").json().getLong("event_time"));
                seen++;
            }
            assertThat((long) seen).isLessThan(time);
        }
    }

    @Test
    void aStreamThatIsNotReadForTooLongIsCutAloneAndTheOthersOfItsConnectionGoOn() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_SEND_BUFFER", "4096").set("TICKCAST_STREAM_SLOW_TIMEOUT", "1s"));
        HttpClient client = client();
        try (SseClient slow = unread(client);
                SseClient fast = stream(client())) {
            SseClient beside = stream(client);
            // On a busy machine its time may be over before anyone has seen that it was behind.
            while (streams("cut_for_slowness") == 0) {
                assertThat(time).as("ticks, and nobody is cut").isLessThan(500_000);
                publishBatch(fast);
            }
            assertThat(streams("cut_for_slowness")).isEqualTo(1);
            node.awaitClients(2);
            publishBatch(fast);
            readToNewest(beside);
            slow.resume();
            assertThat(slow.ended()).satisfies(ended -> Await.until("it broke off", ended::failed));
        }
    }

    @Test
    void aHundredStreamsShareAConnectionOfHttp2() {
        HttpClient client = client();
        List<SseClient> streams =
                new ArrayList<>(Stream.generate(() -> stream(client)).limit(100).toList());
        assertThat(streams.stream().map(SseClient::connection).distinct()).hasSize(wire.isHttp2() ? 1 : 100);
        node.publish(tick("BTCUSDT", 1, "1"));
        streams.forEach(stream -> assertThat(stream.next("price").raw("price")).isEqualTo("1"));
        streams.remove(50).reset();
        node.awaitClients(99);
        node.publish(tick("BTCUSDT", 2, "2"));
        streams.forEach(stream -> assertThat(stream.next("price").raw("price")).isEqualTo("2"));
        Await.result(client.close());
        node.awaitClients(0);
    }

    @Test
    void drainEndsEachInOrder() {
        HttpClient client = client();
        try (SseClient one = stream(client)) {
            SseClient two = stream(client);
            one.next("connected");
            two.next("connected");
            Promise<Void> told = Promise.promise();
            if (wire.isHttp2()) {
                one.connection().shutdownHandler(told::tryComplete);
            }
            Await.result(node.drain());
            Await.result(one.ended());
            Await.result(two.ended());
            assertThat(one.retries()).hasSize(2);
            // What they ask for next must not come here again.
            if (wire.isHttp2()) {
                Await.result(told.future());
            }
        }
        try (SseClient late = node.stream("")) {
            Await.result(late.ended());
            assertThat(late.rest()).extracting(SseEvent::name).containsExactly("heartbeat");
            assertThat(late.retries()).hasSize(1);
        }
    }

    @Test
    void whoFindsNoPlaceIsToldSo() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_MAX_CONNECTIONS", "1"));
        HttpClient client = client();
        try (SseClient first = stream(client)) {
            first.next("connected");
            Promise<GoAway> told = Promise.promise();
            if (wire.isHttp2()) {
                first.connection().goAwayHandler(told::tryComplete);
            }
            SseClient second = stream(client);
            assertThat(second.status()).isEqualTo(200);
            second.next("overloaded");
            Await.result(second.ended());
            // It is to come back elsewhere, and the first one stays.
            if (wire.isHttp2()) {
                assertThat(Await.result(told.future()).getErrorCode()).isZero();
            }
            node.publish(tick("BTCUSDT", 1, "1"));
            first.next("price");
        }
    }

    @Test
    void otherAnswersAreTheSame() {
        assertThat(answer(HttpMethod.GET, "/health/live").statusCode()).isEqualTo(200);
        assertThat(answer(HttpMethod.HEAD, STREAM).getHeader("content-type"))
                .isEqualTo("text/event-stream; charset=utf-8");
        assertThat(answer(HttpMethod.GET, STREAM + "?fields=x").statusCode()).isEqualTo(400);
        assertThat(answer(HttpMethod.GET, "/none").statusCode()).isEqualTo(404);
        assertThat(answer(HttpMethod.DELETE, STREAM).statusCode()).isEqualTo(405);
        assertThat(answer(HttpMethod.GET, "/health/live?" + "x".repeat(15_000)).statusCode())
                .isEqualTo(200);
    }
}
