package io.tickcast.feed;

import io.tickcast.market.BusAddresses;
import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleCodec;
import io.tickcast.time.Micros;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * The candles of one exchange on this node: the connections that bring them onto the bus. These are others than those of
 * the ticks, so that neither depends on the other; they start and end together. Belongs to one event loop.
 */
final class CandleFeed {
    private final FeedResources resources;
    private final Protocol protocol;
    private final FeedCounters counters;
    private final FeedConnections connections;
    private final LatestCandles latest = new LatestCandles();
    private final TradeCandles sums = new TradeCandles(this::publish);
    private final CandleTimes times = new CandleTimes();

    private CandleFeed(FeedResources resources, Protocol protocol, List<URI> bases) {
        this.resources = resources;
        this.protocol = protocol;
        counters = resources.counters();
        connections = new FeedConnections(
                protocol, share -> new ManagedConnection(resources, protocol, bases, share, new Incoming()));
    }

    /**
     * The candles of a feed's exchange.
     *
     * @param ticks  of the feed
     * @param bases  WebSocket bases of the exchange, tried in turn
     * @param budget part of the feed's
     */
    static CandleFeed beside(FeedResources ticks, Protocol protocol, List<URI> bases, ConnectBudget budget) {
        FeedLog log = FeedLog.ofCandles(
                protocol.exchange(),
                FeedResources.timeouts(
                                ticks.settings().timeouts(), protocol.silence().pause())
                        .firstFrame());
        return new CandleFeed(
                FeedResources.of(
                        ticks.vertx(),
                        ticks.names(),
                        ticks.settings(),
                        protocol,
                        protocol.silence().pause(),
                        budget,
                        log),
                protocol,
                bases);
    }

    void start(List<String> symbols) {
        connections.start(symbols);
    }

    Future<Void> stop() {
        connections.forEach(ManagedConnection::stop);
        return resources.client().close();
    }

    /** @param names the exchange's name of each symbol */
    void follow(Map<String, String> names) {
        connections.follow(names).gone().forEach(symbol -> {
            latest.forget(symbol);
            sums.forget(symbol);
        });
    }

    void check() {
        connections.check();
    }

    /** Its state and numbers, for the status. */
    JsonObject details() {
        return new JsonObject()
                .put("state", connections.state(System.nanoTime()).word())
                .mergeIn(connections.details(counters))
                .put("messages", counters.toJson("candles"));
    }

    private boolean isTrue(String symbol, long time) {
        if (!protocol.instruments().has(symbol)) {
            // It was on its way when its symbol was taken from the connection.
            counters.unknown++;
            return false;
        }
        long now = Micros.now() / 1_000;
        if (!times.admits(time, now)) {
            counters.malformed++;
            resources
                    .log()
                    .trouble(
                            "one candle has a time in the future, unlike all others",
                            symbol + ", " + (time - now) + " ms ahead");
            return false;
        }
        return true;
    }

    private boolean publish(Candle candle) {
        if (!latest.accept(candle)) {
            counters.repeats++;
            return false;
        }
        counters.news++;
        resources.vertx().eventBus().publish(BusAddresses.CANDLES, candle, CandleCodec.OPTIONS);
        return true;
    }

    /** Receives the candles of the connections, or the trades that they are made of. */
    private final class Incoming implements ManagedConnection.Listener {
        @Override
        public boolean candle(Candle candle) {
            return isTrue(candle.key().symbol(), candle.time()) && publish(candle);
        }

        @Override
        public boolean hasReached(Candle candle) {
            return latest.hasReached(candle);
        }

        @Override
        public boolean tick(Tick tick, long first, long number) {
            if (!isTrue(tick.symbol(), tick.eventTime())) {
                return false;
            }
            boolean isNews = sums.add(tick);
            counters.repeats += isNews ? 0 : 1;
            return isNews;
        }

        @Override
        public boolean hasReached(Tick tick) {
            return sums.hasReached(tick);
        }

        @Override
        public void lastTrade(String symbol, long trade, long time) {
            if (isTrue(symbol, time)) {
                sums.lastTrade(symbol, trade, time);
            }
        }

        @Override
        public void changed() {
            // The next report tells it.
        }
    }
}
