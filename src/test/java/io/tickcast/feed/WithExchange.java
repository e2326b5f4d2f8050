package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Connection;
import io.tickcast.demo.ScriptedExchange;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.tickcast.market.candle.CandleCodec;
import io.tickcast.testing.Await;
import io.tickcast.testing.Heard;
import io.tickcast.testing.LogLines;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The base of tests with the feed of a fake exchange on loopback: its messages on the event bus, and its log. */
abstract class WithExchange {
    static final String BTC = "BTCUSDT";
    static final String ETH = "ETHUSDT";
    static final long TIME = 1_700_000_000_000L;

    final Vertx vertx = Vertx.vertx();
    final Heard<Tick> ticks = new Heard<>();
    final Heard<FeedState> states = new Heard<>();
    final LogLines log = new LogLines("io.tickcast.feed");

    private long time = TIME;
    private boolean pumping;

    @BeforeEach
    final void listen() {
        vertx.eventBus().registerCodec(new TickCodec()).registerCodec(new CandleCodec());
        Await.result(vertx.eventBus()
                .<Tick>localConsumer(BusAddresses.TICKS, message -> ticks.add(message.body()))
                .completion());
        Await.result(vertx.eventBus()
                .<JsonObject>localConsumer(BusAddresses.FEED_STATE, message -> states.add(FeedState.of(message.body())))
                .completion());
    }

    @AfterEach
    final void close() {
        Await.result(vertx.close());
        log.close();
    }

    /** The exchange that the feed is connected to. */
    abstract ScriptedExchange fake();

    /** The channels of both symbols. */
    int channels() {
        return 2;
    }

    /** Publishes a ticker of each symbol with this event time. */
    void publish(long eventTime) {
        fake().publish(BTC, eventTime, "95000.10");
        fake().publish(ETH, eventTime, "3300.20");
    }

    /** The next connection, once it has brought ticks and the feed says that it is live. */
    final Connection nextLive() {
        Connection connection = nextConnection();
        tick();
        await(State.LIVE);
        return connection;
    }

    /** The next connection, once it has subscribed both symbols. */
    final Connection nextConnection() {
        Connection connection = Await.result(fake().nextConnection());
        Await.result(connection.subscribed(channels()));
        return connection;
    }

    /** Publishes the next tick of both symbols and waits for the bus to have both. */
    final void tick() {
        long now = publish();
        ticks.next(tick -> tick.eventTime() == now);
        ticks.next(tick -> tick.eventTime() == now);
    }

    /** Publishes the next tick of both symbols and gives its event time, which grows by 1. */
    final synchronized long publish() {
        time++;
        publish(time);
        return time;
    }

    /**
     * Publishes ticks of both symbols from now on. After a pause of the machine it does not catch up: the exchange drops
     * what is too much at once for a connection.
     */
    final synchronized void pump(int everyMillis) {
        pumping = true;
        pumpNext(everyMillis);
    }

    private void pumpNext(int everyMillis) {
        vertx.setTimer(everyMillis, timer -> {
            synchronized (this) {
                if (pumping) {
                    publish();
                    pumpNext(everyMillis);
                }
            }
        });
    }

    /** Ends the pump; when this returns the last tick that it published is on the bus. */
    final void stopPump() {
        synchronized (this) {
            pumping = false;
        }
        tick();
    }

    final FeedState await(State state) {
        return states.next(report -> report.state() == state);
    }

    final void stopFeed(String deployment) {
        Await.result(vertx.undeploy(deployment));
    }

    final List<Long> eventTimes(String symbol) {
        return ticks.all().stream()
                .filter(tick -> tick.symbol().equals(symbol))
                .map(Tick::eventTime)
                .toList();
    }

    /** The states in their order, each as often as the feed entered it. */
    final List<State> course() {
        return states.all().stream()
                .collect(Collectors.toMap(FeedState::since, FeedState::state, (a, b) -> a, LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }

    /** On the bus the event times of this symbol grow by 1 from the first to the last: no gap, no repeat. */
    final void assertWithoutGapOrRepeat(String symbol) {
        List<Long> times = eventTimes(symbol);
        assertThat(times).isNotEmpty();
        assertThat(IntStream.range(1, times.size())
                        .filter(i -> times.get(i) != times.get(i - 1) + 1)
                        .mapToObj(i -> times.get(i - 1) + " is followed by " + times.get(i)))
                .isEmpty();
    }
}
