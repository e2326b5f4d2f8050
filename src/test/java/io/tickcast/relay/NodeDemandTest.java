package io.tickcast.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.feed.RelayedConnections;
import io.tickcast.feed.binance.BinanceStreams;
import io.tickcast.lease.LeasePeers;
import io.tickcast.market.BusAddresses;
import io.tickcast.names.SystemResolver;
import io.tickcast.testing.Await;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The frames on their way from the node that has the upstream to another one. */
class NodeDemandTest {
    private static final RelayFrame FRAME = RelayFrame.of(
                    ("{\"stream\":\"btcusdt@trade\",\"data\":\"" + "x".repeat(100_000) + "\"}")
                            .getBytes(StandardCharsets.US_ASCII),
                    true)
            .orElseThrow();
    private static final int TAG = HolderLink.tag("holder");
    private static final int ROOM = (int) (NodeDemand.MAX_AHEAD / FRAME.busLength());

    private final Vertx vertx = Vertx.vertx();
    private final HolderLink link = new HolderLink(vertx, "node");
    private NodeDemand demand;
    private Upstream upstream;

    @BeforeEach
    void start() {
        Settings settings = TestSettings.with(Map.of());
        upstream = new Upstream(
                vertx,
                new RelayedConnections(
                        vertx,
                        new SystemResolver(vertx),
                        settings.feed(),
                        settings.relay().exchange().endpoints(),
                        new BinanceStreams(false),
                        Duration.ofSeconds(1)),
                1_024,
                10_240,
                (frame, nodes) -> {});
        demand = new NodeDemand(LeasePeers.NONE);
    }

    @AfterEach
    void close() {
        upstream.close();
        Await.result(vertx.close());
    }

    private boolean tell(boolean all, long received) {
        return demand.take(new JsonObject().put("node", "node").put("all", all).put("received", received), upstream);
    }

    private Optional<Buffer> send() {
        OptionalLong position = demand.position("node", FRAME.busLength());
        return position.isPresent() ? Optional.of(FRAME.toBus(TAG, position.getAsLong())) : Optional.empty();
    }

    private boolean arrives(Buffer bytes) {
        return link.isNext(RelayFrame.position(bytes), bytes.length());
    }

    @Test
    void aFrameComesAsItWas() {
        tell(true, -1);
        Buffer bytes = send().orElseThrow();
        assertThat(RelayFrame.sender(bytes)).isEqualTo(TAG);
        RelayFrame frame = RelayFrame.ofBus(bytes).orElseThrow();
        assertThat(frame.message()).isEqualTo(FRAME.message());
        assertThat(frame.stream()).isEqualTo(FRAME.stream());
    }

    /** The node reports as received exactly the bytes that were sent to it. */
    @Test
    void theBytesOnTheirWayAreBounded() {
        tell(true, -1);
        long received = 0;
        for (int i = 0; i < ROOM; i++) {
            Buffer bytes = send().orElseThrow();
            assertThat(arrives(bytes)).isTrue();
            received = RelayFrame.position(bytes) + bytes.length();
        }
        assertThat(send()).isEmpty();
        assertThat(tell(false, received)).isTrue();
        for (int i = 0; i < ROOM - 1; i++) {
            assertThat(send()).isPresent();
        }
        assertThat(send()).isEmpty();
    }

    @Test
    void aNodeSeesThatItMissesAFrame() {
        tell(true, -1);
        assertThat(arrives(send().orElseThrow())).isTrue();
        assertThat(arrives(send().orElseThrow())).isTrue();
        send();
        assertThat(arrives(send().orElseThrow())).as("after one that was lost").isFalse();
        assertThat(arrives(send().orElseThrow())).isTrue();
    }

    @Test
    void aNodeThatTellsAllAgainMissesNothing() {
        tell(true, -1);
        Buffer bytes = send().orElseThrow();
        assertThat(arrives(bytes)).isTrue();
        Buffer onItsWay = send().orElseThrow();
        tell(true, bytes.length());
        assertThat(arrives(onItsWay)).isTrue();
        assertThat(arrives(send().orElseThrow())).isTrue();
    }

    @Test
    void aNodeThatWasForgottenSeesThatItMissesFrames() {
        tell(true, -1);
        Buffer bytes = send().orElseThrow();
        assertThat(arrives(bytes)).isTrue();
        demand.end(vertx);
        assertThat(tell(false, bytes.length())).isFalse();
        assertThat(tell(true, bytes.length())).isTrue();
        assertThat(arrives(send().orElseThrow())).isFalse();
        assertThat(arrives(send().orElseThrow())).isTrue();
    }

    @Test
    void changesThatUndoEachOtherAreNotTold() {
        RelayStream kept = new RelayStream("kept@trade", false);
        RelayStream brief = new RelayStream("brief@trade", false);
        RelayStream other = new RelayStream("other@trade", false);
        Promise<JsonObject> all = Promise.promise();
        Promise<JsonObject> change = Promise.promise();
        vertx.eventBus().<JsonObject>consumer(BusAddresses.relayDemand("holder"), message -> {
            JsonObject told = message.body();
            if (told.getBoolean("all")) {
                all.tryComplete(told);
            } else if (!told.getJsonArray("add").isEmpty()) {
                change.tryComplete(told);
            }
            message.reply(new JsonObject().put("known", true));
        });
        Context context = vertx.getOrCreateContext();
        context.runOnContext(v -> {
            link.change(List.of(kept), List.of());
            link.begin("holder");
        });
        Await.result(all.future());
        context.runOnContext(v -> {
            link.change(List.of(brief), List.of());
            link.change(List.of(), List.of(brief, kept));
            link.change(List.of(kept), List.of());
            link.change(List.of(other), List.of());
        });
        JsonObject told = Await.result(change.future());
        assertThat(told.getJsonArray("add")).containsExactly(other.toText());
        assertThat(told.getJsonArray("remove")).isEmpty();
    }

    @Test
    void aLostAnswerDoesNotMakeRoom() {
        RelayStream taken = new RelayStream("taken@trade", false);
        RelayStream other = new RelayStream("other@trade", false);
        Promise<Boolean> hasRoom = Promise.promise();
        Context context = vertx.getOrCreateContext();
        AtomicInteger asked = new AtomicInteger();
        vertx.eventBus().<JsonObject>consumer(BusAddresses.relayDemand("holder"), message -> {
            switch (asked.incrementAndGet()) {
                case 1 -> {
                    JsonArray room = StreamRoom.only(List.of(taken)).toJson().orElseThrow();
                    message.reply(new JsonObject().put("known", true).put("room", room));
                }
                case 2 -> message.fail(0, "lost");
                default ->
                    context.runOnContext(v -> hasRoom.tryComplete(link.room().has(other)));
            }
        });
        context.runOnContext(v -> link.begin("holder"));
        assertThat(Await.result(hasRoom.future())).isFalse();
    }

    @Test
    void theNextHolderBeginsAnew() {
        assertThat(link.isNext(5, 5)).isTrue();
        link.begin("other");
        link.end();
        assertThat(link.isNext(0, 5)).isTrue();
    }
}
