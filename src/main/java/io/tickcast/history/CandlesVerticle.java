package io.tickcast.history;

import io.tickcast.config.Settings;
import io.tickcast.feed.CandleSource;
import io.tickcast.history.store.CandleStore;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.BusSubscription;
import io.tickcast.market.FeedSymbolsConsumer;
import io.tickcast.market.MalformedMessageLog;
import io.tickcast.market.candle.Candle;
import io.tickcast.metrics.Meters;
import io.tickcast.rest.RestClients;
import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the candles of a node: takes those of the feeds, stores them, and fetches what is missing. Once in a node. */
public final class CandlesVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(CandlesVerticle.class);
    private static final long TURN_MILLIS = 1_000;

    private final MalformedMessageLog malformed =
            new MalformedMessageLog(LOG, "candle on \"" + BusAddresses.CANDLES + "\"");
    private final Settings settings;
    private final String node;
    private final Map<String, CandleSource> sources;
    private final RestClients rest;
    private final Liveness liveness;
    private final BusSubscription consumers = new BusSubscription(this::consumers);
    private Context loop;
    private CandleStore store;
    private CandleHistory history;
    private CandleQueries queries;

    /** @param sources of each exchange that a feed of the cluster follows */
    public CandlesVerticle(
            Settings settings, String node, Map<String, CandleSource> sources, RestClients rest, Liveness liveness) {
        this.settings = settings;
        this.node = node;
        this.sources = Map.copyOf(sources);
        this.rest = rest;
        this.liveness = liveness;
    }

    @Override
    public Future<?> start() {
        liveness.watch(context, "candles");
        loop = context;
        store = CandleStore.open(vertx, settings, node);
        CandleFollowers followers = new CandleFollowers();
        Map<String, ExchangeHistory> exchanges = new HashMap<>();
        sources.forEach((exchange, source) -> rest.of(exchange)
                .ifPresent(client -> exchanges.put(
                        exchange,
                        new ExchangeHistory(
                                vertx,
                                exchange,
                                source,
                                client,
                                store,
                                settings.history(),
                                followers,
                                NodeClock.system()))));
        history = new CandleHistory(store, exchanges, followers, NodeClock.system());
        queries = new CandleQueries(vertx, context, history, meters(exchanges));
        store.onWriter(history::becameWriter);
        store.onMalformed(history::malformed);
        vertx.setPeriodic(TURN_MILLIS, timer -> history.turn());
        return register();
    }

    private List<MessageConsumer<?>> consumers() {
        return List.of(
                vertx.eventBus().consumer(BusAddresses.CANDLES, this::candle),
                new FeedSymbolsConsumer(history::symbols).register(vertx.eventBus()));
    }

    private Future<Void> register() {
        return consumers.register().onSuccess(known -> vertx.eventBus().publish(BusAddresses.FEED_SYMBOLS_WANTED, ""));
    }

    /** Registers the consumers again, after the cluster has lost them. Callable from any thread. */
    public void registerAnew() {
        // A feed may have told its symbols meanwhile.
        loop.runOnContext(v -> register()
                .onFailure(cause -> LOG.warn("The consumers of candles could not be registered again", cause)));
    }

    private void candle(Message<Object> message) {
        if (message.body() instanceof Candle candle) {
            history.candle(candle);
        } else {
            malformed.add();
        }
    }

    /** Answers questions once it has started. */
    public CandleQueries queries() {
        return queries;
    }

    private HistoryMeters meters(Map<String, ExchangeHistory> exchanges) {
        Map<String, Meters> repairs = new HashMap<>();
        exchanges.forEach((exchange, repaired) -> repairs.put(exchange, repaired.meters()));
        return new HistoryMeters(store.meters(), repairs);
    }

    @Override
    public Future<?> stop() {
        history.turn();
        return store.close();
    }
}
