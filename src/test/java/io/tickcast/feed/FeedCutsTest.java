package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Connection;
import io.tickcast.demo.Limits;
import io.tickcast.demo.Received;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a connection ends or falls silent, the feed says so and is live again by itself. */
@Tag("slow")
class FeedCutsTest extends WithFeed {
    private static final Map<String, String> WATCHFUL = Map.of("STALE_AFTER", "500ms", "DATA_TIMEOUT", "1s");
    private static final int THREE_MIB = 3 << 20;

    @Test
    void aFeedIsLiveWithItsFirstDataAndNotBefore() {
        feed();
        await(State.DOWN);
        Await.result(nextConnection().ping("still there"));
        assertThat(course()).containsExactly(State.DOWN);

        tick();

        FeedState live = await(State.LIVE);
        assertThat(live.exchange()).isEqualTo("binance");
        assertThat(live.line().node()).isEqualTo("test");
        assertThat(live.lastTick()).isPositive();
        assertThat(ticks.all()).extracting(Tick::symbol).containsExactlyInAnyOrder(BTC, ETH);
        assertThat(course()).containsExactly(State.DOWN, State.LIVE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1008, 4321})
    void aCloseFrame(int code) {
        live().close(code, "Pong timeout");

        assertLiveAgain();
        assertThat(log.containing("lost the connection"))
                .singleElement()
                .asString()
                .contains("closed with " + code + " Pong timeout");
    }

    @Test
    void aReset() {
        live().reset();

        assertLiveAgain();
    }

    @Test
    void anEndWithoutACloseFrame() {
        live().drop();

        assertLiveAgain();
    }

    @Test
    void bytesThatAreNoWebSocketFrames() {
        live().sendRaw(Buffer.buffer("HTTP/1.1 500 Internal Server Error\r\n\r\n"));

        assertLiveAgain();
    }

    @Test
    void aMessageBeyondTheBound() {
        Connection first = live();
        first.send("[" + "1,".repeat(THREE_MIB / 2) + "1]");
        Await.result(first.ping("read on"));

        first.sendFragmented("[" + "1,".repeat(THREE_MIB) + "1]", 100);

        assertLiveAgain();
    }

    private void assertLiveAgain() {
        await(State.DOWN);
        nextLive();
        assertThat(course()).containsExactly(State.DOWN, State.LIVE, State.DOWN, State.LIVE);
        assertThat(binance.attempts().count()).isEqualTo(2);
    }

    @Test
    void silenceOnAnOpenConnection() {
        Connection first = live(WATCHFUL);
        first.mute();
        pump(20);
        assertThat(Await.result(first.ping("I am alive")).text()).isEqualTo("I am alive");

        assertStaleThenDownThenLive();
    }

    @Test
    void dataThatDoesNotMove() {
        Connection first = live(WATCHFUL);
        first.freeze();
        pump(20);

        assertStaleThenDownThenLive();
        assertThat(log.containing("without new prices for 1000 ms")).hasSize(1);
    }

    @Test
    void aConnectionThatNeverBringsData() {
        binance.onConnection(connection -> {
            if (connection.number() < 2) {
                connection.mute();
            }
        });
        feed(WATCHFUL);
        pump(20);

        await(State.LIVE);
        assertThat(course()).containsExactly(State.DOWN, State.LIVE);
        assertThat(binance.attempts().count()).isGreaterThanOrEqualTo(3);
    }

    private void assertStaleThenDownThenLive() {
        await(State.STALE);
        await(State.DOWN);
        await(State.LIVE);
        assertThat(binance.attempts().count()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aNetworkThatIsGone() {
        live(Map.of("READ_IDLE", "500ms")).hang();

        await(State.DOWN);
        nextLive();
    }

    @Test
    void aServerThatDoesNotPingIsNoReasonToLeaveALiveConnection() {
        live(Map.of("READ_IDLE", "1s"));
        pump(20);

        ticks.reached(300);

        assertThat(binance.attempts().count()).isEqualTo(1);
        assertThat(course()).containsExactly(State.DOWN, State.LIVE);
    }

    @Test
    void pingsAloneKeepAQuietConnection() {
        binance = exchange(List.of(BTC, ETH), Limits.REAL.withPings(Duration.ofMillis(400), Duration.ofSeconds(20)));
        Connection only = live(Map.of("READ_IDLE", "2s"));

        Await.result(only.received().reached(7));

        assertThat(only.received().all()).extracting(Received::kind).containsOnly(Received.Kind.PONG);
        assertThat(binance.attempts().count()).isEqualTo(1);
    }

    @Test
    void aPingIsEchoedWithItsPayload() {
        Connection only = live();

        for (String payload : List.of("1768029300123", "", "x".repeat(125), "币安")) {
            assertThat(Await.result(only.ping(payload)).text()).isEqualTo(payload);
        }
    }

    @Test
    void lateEventsOfAnOldConnectionDoNothing() {
        Connection old = live(Map.of("STALE_AFTER", "500ms", "DATA_TIMEOUT", "2s"));
        old.hang();
        pump(20);
        Connection next = nextConnection();
        await(State.DOWN);
        await(State.LIVE);

        Await.result(old.sendText(Buffer.buffer(frame(BTC, TIME + 1_000_000))));
        Await.result(old.sendText(Buffer.buffer("{\"e\":\"serverShutdown\",\"E\":1}")));
        Await.result(old.reset());
        Await.result(next.ping("after all that"));
        tick();

        assertThat(eventTimes(BTC)).doesNotContain(TIME + 1_000_000);
        assertThat(binance.attempts().count()).isEqualTo(2);
        assertThat(next.isOpen()).isTrue();
    }

    @Test
    void aFeedThatIsStoppedEndsItsConnectionAndOpensNoOther() {
        String deployment = feed();
        Connection only = nextLive();

        stopFeed(deployment);

        assertThat(Await.result(only.closed()).byServer()).isFalse();
        Await.result(vertx.timer(300).mapEmpty());
        assertThat(binance.attempts().count()).isEqualTo(1);
    }

    @Test
    void aConnectionThatDiesAgainAndAgainIsReplacedForEver() {
        feed();
        for (int i = 0; i < 15; i++) {
            nextLive().reset();
            await(State.DOWN);
        }
        nextLive();
        assertThat(log.containing("lost the connection")).hasSize(1);
    }
}
