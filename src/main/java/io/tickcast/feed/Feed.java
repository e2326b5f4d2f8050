package io.tickcast.feed;

import io.tickcast.config.Settings;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Gap;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.tickcast.names.SystemResolver;
import io.tickcast.time.Micros;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One exchange's feed on this node: its connections, the ticks that they bring onto the bus, and their state. */
public final class Feed {
    private static final DeliveryOptions HEARD =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(2_000);

    /** Candles may use half of an exchange's connections, so that ticks have theirs whatever happens. */
    private static final int CANDLE_PARTS = 2;

    private static final long REPORT_EVERY_MILLIS = 1_000;
    private static final long CHECK_AT_MOST_EVERY_MILLIS = 500;

    private final Vertx vertx;
    private final FeedState.Line line;
    private final long checkEvery;
    private final Protocol protocol;
    private final List<String> firstSymbols;
    private final FeedResources resources;
    private final FeedCounters counters;
    private final FeedLog log;
    private final LatestPrices latestPrices = new LatestPrices();
    private final EventTimes times = new EventTimes(NodeClock.system());
    private final FeedConnections connections;
    private final List<Long> timers = new ArrayList<>();
    private final TradeGaps gaps;
    private final Optional<CandleFeed> candles;
    private final Map<String, String> notTrading = new LinkedHashMap<>();

    private State state = State.DOWN;
    private Instant since = Instant.now();
    private long lastTick;
    private long clockOffset;

    /**
     * @param bases   WebSocket bases of the exchange, tried in turn
     * @param candles the protocol of the exchange's candles; empty: this node wants none
     */
    public Feed(
            Vertx vertx,
            SystemResolver names,
            FeedState.Line line,
            Settings.Feed settings,
            List<URI> bases,
            List<String> symbols,
            Protocol protocol,
            Optional<Protocol> candles) {
        this.vertx = vertx;
        this.line = line;
        log = new FeedLog(protocol.exchange(), settings.timeouts().firstFrame());
        checkEvery = Math.max(
                1,
                Math.min(CHECK_AT_MOST_EVERY_MILLIS, settings.timeouts().stale().toMillis() / 10));
        this.protocol = protocol;
        firstSymbols = List.copyOf(symbols);
        ConnectBudget budget = new ConnectBudget(
                protocol.limits().connects(), protocol.limits().window());
        resources = FeedResources.of(
                vertx, names, settings, protocol, protocol.silence().pause(), budget, log);
        counters = resources.counters();
        gaps = new TradeGaps(vertx, protocol.pastTrades(), this::heardTrade, settings.lines() > 1, new Published());
        connections = new FeedConnections(
                protocol, share -> new ManagedConnection(resources, protocol, bases, share, new Incoming()));
        this.candles = candles.map(its -> CandleFeed.beside(resources, its, bases, budget.part(CANDLE_PARTS)));
    }

    FeedLog log() {
        return log;
    }

    public void start() {
        timers.add(vertx.setPeriodic(checkEvery, timer -> check()));
        timers.add(vertx.setPeriodic(0, REPORT_EVERY_MILLIS, timer -> report()));
        // Its answer is here long before the first connection is.
        heardTrades().onSuccess(gaps::begin);
        connections.start(firstSymbols);
        candles.ifPresent(feed -> feed.start(firstSymbols));
    }

    /** The last trade of each symbol that this node has heard, from whichever line; none on a node without hubs. */
    private Future<Map<String, Long>> heardTrades() {
        return vertx.eventBus()
                .<JsonObject>request(BusAddresses.HEARD_TRADES, protocol.exchange(), HEARD)
                .map(answer -> answer.body().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> ((Number) entry.getValue()).longValue())))
                .otherwise(Map.of());
    }

    private Future<Long> heardTrade(String symbol) {
        return heardTrades().map(trades -> trades.getOrDefault(symbol, 0L));
    }

    /** Publishes the ticks that have arrived already, and no later ones. */
    public Future<Void> stop() {
        // In this turn of the loop there may be no more reading; before a timer fires, there is.
        return vertx.timer(1, TimeUnit.MILLISECONDS).compose(read -> end());
    }

    private Future<Void> end() {
        timers.forEach(vertx::cancelTimer);
        connections.forEach(ManagedConnection::stop);
        Future<Void> ofCandles = candles.map(CandleFeed::stop).orElse(Future.succeededFuture());
        return Future.join(gaps.stop(), ofCandles).compose(released -> {
            state = State.DOWN;
            since = Instant.now();
            // A last report, so that the prices do not count as live until the silence is noticed.
            report();
            return resources.client().close();
        });
    }

    /**
     * Follows these from now on, and nothing else.
     *
     * @param names the exchange's name of each symbol
     */
    void follow(Map<String, String> names) {
        FeedConnections.Change change = connections.follow(names);
        change.gone().forEach(gaps::forget);
        candles.ifPresent(feed -> feed.follow(names));
        if (!change.isNone()) {
            log.follows(change.come(), List.copyOf(change.gone()), List.copyOf(names.keySet()));
        }
    }

    /** The exchange's own word that these symbols do not trade, and why. */
    public void notTrading(Map<String, String> reasons) {
        if (!reasons.equals(notTrading)) {
            notTrading.clear();
            notTrading.putAll(reasons);
            log.notTrading(reasons);
        }
    }

    private void check() {
        connections.check();
        candles.ifPresent(CandleFeed::check);
        changed();
    }

    /** Updates the state, and reports a change. */
    private void changed() {
        long now = System.nanoTime();
        State is = connections.state(now);
        if (is != state) {
            state = is;
            since = Instant.now();
            log.state(is);
            report();
        }
    }

    private void report() {
        FeedState report = new FeedState(protocol.exchange(), line, state, since, lastTick, Micros.now(), details());
        vertx.eventBus().publish(BusAddresses.FEED_STATE, report.toJson());
    }

    private JsonObject details() {
        JsonObject details = connections
                .details(counters)
                .put("clock_offset_ms", clockOffset)
                .put("messages", counters.toJson());
        notTrading.forEach(details.getJsonObject("not_trading")::put);
        candles.ifPresent(feed -> details.put("candles", feed.details()));
        return details;
    }

    /** @return whether the tick was news; if so it is on the bus */
    private boolean accept(Tick tick, long first, long number) {
        if (!protocol.instruments().has(tick.symbol())) {
            // It was on its way when its symbol was taken from the connection.
            counters.unknown++;
            return false;
        }
        long skew = times.skew();
        if (!times.admits(tick)) {
            counters.malformed++;
            log.trouble(
                    "one price has a time in the future, unlike all others",
                    tick.symbol() + ", " + EventTimes.ahead(tick) + " ms ahead");
            return false;
        }
        if (times.skew() != skew) {
            tellSkew(tick);
        }
        return gaps.take(tick, first, number);
    }

    /** Puts ticks on the bus that are news, and names the trades before them that are missing. */
    private final class Published implements TradeGaps.Outlet {
        @Override
        public boolean publish(Tick tick) {
            if (!put(tick)) {
                return false;
            }
            clockOffset = NodeClock.system().wall(tick.receivedAt()) / 1_000 - tick.eventTime();
            return true;
        }

        @Override
        public void publishPast(Tick tick) {
            if (put(tick.fetched())) {
                counters.pastTrades++;
            }
        }

        private boolean put(Tick tick) {
            if (!latestPrices.accept(tick)) {
                counters.repeats++;
                return false;
            }
            counters.news++;
            lastTick = tick.receivedAt();
            vertx.eventBus().publish(BusAddresses.TICKS, tick, TickCodec.OPTIONS);
            return true;
        }

        @Override
        public void lost(String symbol, long from, long to, String why) {
            counters.tradeGaps++;
            log.trouble("trades could not be had", symbol + ' ' + from + " to " + to + ": " + why);
            vertx.eventBus().publish(BusAddresses.GAPS, new Gap(protocol.exchange(), symbol, from, to).toJson());
        }
    }

    private void tellSkew(Tick tick) {
        long ahead = tick.eventTime() - NodeClock.system().wall(tick.receivedAt()) / 1_000;
        if (ahead > EventTimes.LIMIT_MILLIS) {
            log.allAhead(ahead);
        }
    }

    /** Receives the ticks of the connections. */
    private final class Incoming implements ManagedConnection.Listener {
        @Override
        public boolean tick(Tick tick, long first, long number) {
            return accept(tick, first, number);
        }

        @Override
        public boolean hasReached(Tick tick) {
            return latestPrices.hasReached(tick);
        }

        @Override
        public void changed() {
            Feed.this.changed();
        }
    }
}
