package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.sse.admission.StreamLease;
import io.tickcast.testing.Await;
import io.tickcast.testing.SetTime;
import io.tickcast.testing.Ticks;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that come back with the request that opened their stream, which was changed since. */
class ResumeAfterChangeTest {
    private static final String BITCOIN = "BTCUSDT";
    private static final String ETHER = "ETHUSDT";
    private static final long LONG = 3_600_000;

    private final SetTime time = new SetTime(1_704_868_500_123L);
    private final NodeClock clock = new NodeClock(time, 0);
    private final HubLoop loop = new HubLoop(Map.of("TICKCAST_STREAM_REPLAY", "60s"), Duration.ZERO, clock);
    private final FakeResponse client = new FakeResponse();
    private OpenStream stream;
    private int ticks;

    @AfterEach
    void close() {
        loop.close();
    }

    private static Subscription asked(long interval) {
        return new Subscription(
                ExchangeSelection.of(Ticks.EXCHANGE),
                SymbolSelection.of(Set.of(BITCOIN, ETHER)),
                HubLoop.JSON,
                interval);
    }

    private void open(long interval) {
        loop.turn(() -> stream = loop.hub()
                .open(
                        client.asConnection(),
                        asked(interval),
                        SideEvents.NONE,
                        Map.of(),
                        Optional.empty(),
                        StreamLease.FREE)
                .orElseThrow());
    }

    private void change(long interval, String... symbols) {
        loop.turn(() -> stream.whenLive(() -> stream.change(SymbolSelection.of(Set.of(symbols)), interval, () -> {})));
    }

    /** Prices are numbered in the order in which they come, a second apart. */
    private void hear(String symbol) {
        time.pass(Duration.ofSeconds(1));
        ticks++;
        String price = Integer.toString(ticks);
        loop.turn(() -> loop.hub()
                .tick(builder(symbol, ticks, price).receivedAt(clock.micros()).build()));
    }

    private FakeResponse back(long interval) {
        String id = client.lastEventId();
        FakeResponse[] back = new FakeResponse[1];
        loop.turn(client::breakOff);
        loop.turn(() -> back[0] = loop.reopen(asked(interval), id));
        Await.until("the replay is there", () -> {
            loop.turn(() -> {});
            return loop.stats().getInteger("replaying") == 0;
        });
        assertThat(back[0].text()).doesNotContain("event: reset");
        return back[0];
    }

    @Test
    void aPriceThatALongerIntervalHeldBackComes() {
        open(250);
        change(LONG, BITCOIN, ETHER);
        hear(ETHER);
        hear(ETHER);
        hear(BITCOIN);
        assertThat(client.prices()).containsExactly("ETHUSDT=1", "BTCUSDT=3");
        assertThat(back(250).prices()).contains("ETHUSDT=2");
    }

    @Test
    void aPriceOfASymbolThatWasTakenAwayComes() {
        open(0);
        change(0, BITCOIN);
        hear(ETHER);
        hear(BITCOIN);
        assertThat(client.prices()).containsExactly("BTCUSDT=2");
        assertThat(back(0).prices()).contains("ETHUSDT=1");
    }

    @Test
    void theIdOfAHeartbeatBringsItToo() {
        open(0);
        change(LONG, BITCOIN);
        hear(ETHER);
        hear("SOLUSDT");
        loop.turn(() -> loop.hub().heartbeat());
        assertThat(client.lastEventId()).isNotEmpty();
        assertThat(back(0).prices()).contains("ETHUSDT=1");
    }

    @Test
    void aSlowClientThatIsCutGetsItToo() {
        open(0);
        change(0, BITCOIN);
        hear(ETHER);
        client.fill();
        hear(BITCOIN);
        loop.turn(client::drain);
        loop.turn(() -> {});
        assertThat(client.prices()).containsExactly("BTCUSDT=2");
        assertThat(back(0).prices()).contains("ETHUSDT=1");
    }

    @Test
    void whoWasNotChangedGetsNoPriceAgain() {
        open(0);
        hear(ETHER);
        hear(BITCOIN);
        hear(BITCOIN);
        assertThat(back(0).prices()).doesNotContain("ETHUSDT=1");
    }
}
