package io.tickcast.replication;

import io.tickcast.market.BusAddresses;
import io.tickcast.market.BusSubscription;
import io.tickcast.market.FeedConsumer;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedSymbolsConsumer;
import io.tickcast.market.Signal;
import io.tickcast.market.Tick;
import io.tickcast.market.TickConsumer;
import io.tickcast.sse.Hub;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The consumers of one event loop on the event bus: one for each address, never one per client. Nothing reaches the hub
 * before it has followed the node's outages.
 */
public final class BusConsumers {
    private final Vertx vertx;
    private final Context loop;
    private final Hub hub;
    private final Optional<OutageDetector> outages;
    private final HistorySync sync;
    private final boolean answers;
    private final Consumer<List<Signal>> alerts;
    private final TickConsumer ticks;
    private final FeedConsumer feeds;
    private final TradeConsumer trades;
    private final FeedSymbolsConsumer symbols;
    private final BusSubscription consumers = new BusSubscription(this::consumers);
    /** Number of outages that the hub knows. */
    private int outagesSeen;

    private volatile boolean hasPrices;

    /**
     * @param outages empty for a node alone
     * @param answers whether this event loop does what one of a node does: it gives the history of its hub to other
     *                nodes, and receives alerts
     * @param alerts  takes these for all event loops
     */
    BusConsumers(
            Vertx vertx,
            Context loop,
            Hub hub,
            Optional<OutageDetector> outages,
            HistorySync sync,
            boolean answers,
            Consumer<List<Signal>> alerts) {
        this.vertx = vertx;
        this.loop = loop;
        this.hub = hub;
        this.outages = outages;
        this.sync = sync;
        this.answers = answers;
        this.alerts = alerts;
        ticks = new TickConsumer(this::tick);
        feeds = new FeedConsumer(this::feedState);
        trades = new TradeConsumer(hub, this::check);
        symbols = new FeedSymbolsConsumer(hub::feedSymbols);
        lookForPrices();
        outagesSeen = outages.map(OutageDetector::count).orElse(0);
        outages.ifPresent(seen -> vertx.setPeriodic(OutageDetector.CHECK_EVERY_MILLIS, timer -> check()));
    }

    /** Registers the consumers; done when the whole cluster knows them. */
    Future<Void> register() {
        return consumers
                .register()
                .onSuccess(known -> vertx.eventBus().publish(BusAddresses.FEED_SYMBOLS_WANTED, new JsonObject()));
    }

    /** Registers the consumers again without missing a message in between. Callable from any thread. */
    void registerAnew() {
        onLoop(consumers::registerAnew);
    }

    private List<MessageConsumer<?>> consumers() {
        List<MessageConsumer<?>> all = new ArrayList<>(List.of(
                ticks.register(vertx.eventBus()),
                feeds.register(vertx.eventBus()),
                trades.registerGaps(vertx.eventBus()),
                symbols.register(vertx.eventBus()),
                SignalConsumer.register(vertx.eventBus(), hub.signals(), this::check)));
        if (answers) {
            all.add(AlertConsumer.register(vertx.eventBus(), hub.signals(), alerts));
            all.add(trades.answerHeard(vertx.eventBus()));
            all.addAll(sync.answer(hub, this::check));
        }
        return all;
    }

    private void tick(Tick tick) {
        if (!tick.isTest()) {
            checkTick();
        }
        hub.tick(tick);
        if (!hasPrices) {
            lookForPrices();
        }
    }

    void checkTick() {
        if (outages.isPresent()) {
            outages.get().checkTick();
            followOutages(outages.get());
        }
    }

    void feedState(FeedState report) {
        if (!report.published()) {
            outages.ifPresent(outage -> outage.reported(report.line().holder(), report.time()));
        }
        check();
        hub.feedState(report);
    }

    /** Alerts that fired; callable from any thread. */
    void alerts(List<Signal> fired) {
        onLoop(() -> {
            check();
            fired.forEach(hub.signals()::hear);
        });
    }

    /** Must be called before anything is delivered: the first message may have come after an outage. */
    public void check() {
        outages.ifPresent(outage -> {
            outage.check();
            followOutages(outage);
        });
        lookForPrices();
    }

    private void lookForPrices() {
        hasPrices = !hub.latestPrices().isEmpty();
    }

    boolean hasPrices() {
        return hasPrices;
    }

    void followOutagesSoon() {
        onLoop(() -> outages.ifPresent(this::followOutages));
    }

    private void followOutages(OutageDetector outage) {
        int count = outage.count();
        if (outagesSeen != count) {
            outagesSeen = count;
            hub.turnAway();
        }
        if (hub.turnsAway() && !outage.turnsAway()) {
            hub.admit();
        }
    }

    Hub hub() {
        return hub;
    }

    boolean answers() {
        return answers;
    }

    void onLoop(Runnable action) {
        loop.runOnContext(v -> action.run());
    }

    /** Messages of the bus that this loop has dropped, for the status. */
    public Map<String, Long> dropped() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("ticks", ticks.dropped());
        counts.put("other_world", ticks.otherWorld());
        counts.put("feed_reports", feeds.dropped());
        counts.put("feed_symbols", symbols.dropped());
        counts.put("gaps", trades.dropped());
        counts.put("history_requests", sync.dropped());
        return counts;
    }
}
