package io.tickcast.alert;

import io.tickcast.alert.delivery.ReceiverCheck;
import io.tickcast.alert.delivery.WebhookSender;
import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.alert.rule.RuleWithState;
import io.tickcast.alert.store.AlertStore;
import io.tickcast.config.Settings;
import io.tickcast.lease.LeasePeers;
import io.tickcast.lease.SoleLease;
import io.tickcast.liveness.Liveness;
import io.tickcast.log.Occurrences;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.BusSubscription;
import io.tickcast.market.FeedConsumer;
import io.tickcast.market.TickConsumer;
import io.tickcast.metrics.Meters;
import io.tickcast.names.SystemResolver;
import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alerts of a node. Every node compares the rules with the prices, and one of a cluster tells what it finds: when that
 * node ends, another has seen all prices, too. Once in a node.
 */
public final class AlertsVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AlertsVerticle.class);
    private static final SoleLease.Work WORK =
            new SoleLease.Work("alerts", BusAddresses.ALERT_STATE, "the deliveries of alerts");
    private static final long TURN_MILLIS = 1_000;
    private static final long TELL_DATABASE_MILLIS = 5_000;
    private static final long CLEAN_MILLIS = Duration.ofHours(1).toMillis();

    private final Settings settings;
    private final Optional<Member> member;
    private final SystemResolver names;
    private final Liveness liveness;
    private final Occurrences malformed = new Occurrences();
    private final BusSubscription consumers = new BusSubscription(this::consumers);
    private final LiveExchanges live = new LiveExchanges();
    private final BusSubscription prices = new BusSubscription(this::priceConsumers);
    private Context loop;
    private AlertStore store;
    private WebhookSender sender;
    private RuleBook book;
    private RuleRegistry registry;
    private FiringLog log;
    private JournalWriter journal;
    private Teller teller;
    private Deliveries deliveries;
    private PriceWatch watch;
    private SharedDatabase database;
    private Optional<SoleLease> lease = Optional.empty();
    private boolean hasLease;
    private boolean isTelling;
    private volatile AlertCounts counts = AlertCounts.NONE;
    private volatile Optional<String> refusal = Optional.empty();
    private Alerts alerts;

    /**
     * This node in its cluster.
     *
     * @param id another one after each start
     */
    public record Member(String id, String name, LeasePeers peers) {}

    /** @param member empty: the node is alone */
    public AlertsVerticle(Settings settings, Optional<Member> member, SystemResolver names, Liveness liveness) {
        this.settings = settings;
        this.member = member;
        this.names = names;
        this.liveness = liveness;
    }

    @Override
    public Future<?> start() {
        liveness.watch(context, "alerts");
        loop = context;
        NodeClock clock = NodeClock.system();
        Settings.Alerts own = settings.alert();
        store = new AlertStore(vertx, settings.storage());
        sender = new WebhookSender(vertx, names, own.allowPrivate());
        journal = new JournalWriter(vertx, store, delivery -> deliveries.add(delivery));
        teller = new Teller(vertx, journal);
        log = new FiringLog(clock, own.retry().get(0), teller);
        book = new RuleBook(own.hysteresis(), log);
        registry = new RuleRegistry(store, book, clock, own.maxPerOwner(), this::changedHere);
        deliveries = new Deliveries(
                vertx,
                store,
                sender,
                clock,
                own.retry(),
                journal::attempted,
                (rule, receiver) -> registry.disable(rule, receiver)
                        .onFailure(cause -> LOG.warn("A receiver that is gone could not be disabled", cause)));
        watch = new PriceWatch(book, live, clock, staleAfter(), indexed());
        database = new SharedDatabase(vertx, member.map(Member::name).orElse(""));
        Meters meters = AlertMeters.of(() -> counts, () -> refusal, store::fault);
        alerts = new Alerts(
                vertx,
                context,
                registry,
                store,
                new ReceiverCheck(own.allowPrivate()),
                () -> refusal,
                List.of(meters, sender.meters()));
        vertx.setPeriodic(TURN_MILLIS, timer -> turn());
        vertx.setPeriodic(TELL_DATABASE_MILLIS, timer -> tellDatabase());
        vertx.setPeriodic(CLEAN_MILLIS, timer -> clean());
        lease = member.map(one -> new SoleLease(vertx, WORK, one.id(), one.name(), one.peers(), new Holding()));
        return consumers
                .register()
                .compose(registered -> lease.map(SoleLease::start).orElse(Future.succeededFuture()))
                .onSuccess(started -> {
                    hasLease |= lease.isEmpty();
                    begin();
                });
    }

    private Map<String, Duration> staleAfter() {
        Map<String, Duration> times = new HashMap<>();
        settings.feed().exchanges().forEach(exchange -> times.put(exchange.name(), exchange.stale()));
        settings.feed().published().sources().forEach(source -> times.put(source.name(), source.stale()));
        return times;
    }

    private List<String> indexed() {
        return settings.feed().exchanges().stream().map(Settings.Exchange::name).toList();
    }

    private List<MessageConsumer<?>> consumers() {
        return List.of(
                vertx.eventBus().consumer(BusAddresses.ALERTS, message -> told(message.body())),
                vertx.eventBus().consumer(BusAddresses.ALERT_CHANGES, message -> changedElsewhere(message.body())),
                database.consumer());
    }

    private List<MessageConsumer<?>> priceConsumers() {
        return List.of(
                TickConsumer.register(vertx.eventBus(), watch::tick),
                FeedConsumer.register(vertx.eventBus(), report -> live.heard(report, System.nanoTime())));
    }

    /** Reads the rules, as often as it takes: the database may be away. */
    private void begin() {
        vertx.executeBlocking(store::exists)
                // Nodes of a cluster must know before the first rule whether they share a database.
                .compose(exists -> exists || lease.isPresent() ? read() : Future.succeededFuture())
                .onSuccess(read -> {
                    registry.begin();
                    watchIfNeeded();
                    tellIfDue();
                })
                .onFailure(cause -> vertx.setTimer(TURN_MILLIS, timer -> begin()));
    }

    private Future<Void> read() {
        return store.id().onSuccess(database::opened).compose(id -> registry.read());
    }

    /** Each tick of every exchange comes by here: only where there are rules. */
    private void watchIfNeeded() {
        if (book.size() > 0 && prices.isEmpty()) {
            prices.register().onFailure(cause -> LOG.error("Alerts do not hear prices", cause));
        }
    }

    private void changedHere(String id) {
        vertx.eventBus().publish(BusAddresses.ALERT_CHANGES, id);
        changed(id);
    }

    private void changed(String id) {
        watchIfNeeded();
        if (registry.find(id).isEmpty()) {
            deliveries.forget(id);
        }
    }

    private void changedElsewhere(Object message) {
        if (message instanceof String id && registry.isRead()) {
            registry.read(id)
                    .onSuccess(read -> changed(id))
                    // Whatever was missed is read once the database works again.
                    .onFailure(cause -> registry.missed());
        }
    }

    private void told(Object message) {
        if (isTelling) {
            return;
        }
        try {
            for (Object one : (JsonArray) message) {
                Fired fired = Fired.of((JsonObject) one);
                book.adopt(fired.alert(), fired.state());
                log.told(fired);
            }
        } catch (RuntimeException e) {
            malformed.add().ifPresent(count -> LOG.warn("Not a list of fired alerts (occurrence {})", count, e));
        }
    }

    private final class Holding implements SoleLease.Listener {
        @Override
        public void taken() {
            hasLease = true;
            tellIfDue();
        }

        @Override
        public void released() {
            hasLease = false;
            stopTelling();
        }

        @Override
        public void heldBy(String holder) {
            // Its messages tell all that is needed.
        }
    }

    private void tellIfDue() {
        if (hasLease && registry.isRead() && !isTelling && refusal.isEmpty()) {
            isTelling = true;
            states().onSuccess(known -> {
                if (isTelling) {
                    log.beginTelling(known);
                    loadDeliveries();
                }
            });
        }
    }

    /** The states that the node before has written, by rule, where this node has found rules to fire meanwhile. */
    private Future<Map<String, RuleState>> states() {
        if (log.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return store.rules()
                .map(AlertsVerticle::byId)
                // While the database is away, twice is better than not at all: the id is the same.
                .otherwise(Map.of());
    }

    private static Map<String, RuleState> byId(List<RuleWithState> rules) {
        Map<String, RuleState> known = new HashMap<>();
        rules.forEach(rule -> known.put(rule.rule().id(), rule.state()));
        return known;
    }

    private void loadDeliveries() {
        if (!isTelling || !(database.isKnown() || lease.isPresent())) {
            return;
        }
        store.pending(Deliveries.MOST_WAITING)
                .onSuccess(pending -> {
                    if (isTelling) {
                        deliveries.addAll(pending);
                    }
                })
                .onFailure(cause -> vertx.setTimer(TURN_MILLIS, timer -> loadDeliveries()));
    }

    private void stopTelling() {
        isTelling = false;
        log.endTelling();
        deliveries.clear();
    }

    private void turn() {
        log.expire();
        refusal = database.refusal();
        if (refusal.isPresent() && isTelling) {
            stopTelling();
        }
        tellIfDue();
        if (isTelling && deliveries.wantsMore()) {
            loadDeliveries();
        }
        if (registry.hasMissed() && store.fault().isEmpty()) {
            readAgain();
        }
        counts = new AlertCounts(
                book.size(),
                isTelling,
                teller.fired(),
                deliveries.waiting(),
                deliveries.delivered(),
                deliveries.failed(),
                deliveries.givenUp(),
                journal.waiting(),
                journal.dropped() + log.dropped(),
                watch.late());
    }

    private void readAgain() {
        registry.read().onSuccess(read -> watchIfNeeded()).onFailure(cause -> registry.missed());
    }

    private void tellDatabase() {
        if (lease.isPresent()) {
            database.tell();
        } else if (!database.isKnown() && book.size() > 0) {
            store.id().onSuccess(database::opened);
        }
    }

    private void clean() {
        if (isTelling && database.isKnown()) {
            long before =
                    NodeClock.system().millis() - settings.alert().retention().toMillis();
            store.deleteBefore(before).onFailure(cause -> LOG.debug("The log of alerts was not cleaned", cause));
        }
    }

    /** Registers the consumers again, after the cluster has lost them. Callable from any thread. */
    public void registerAnew() {
        loop.runOnContext(v -> {
            consumers.registerAnew();
            lease.ifPresent(SoleLease::registerAnew);
            if (!prices.isEmpty()) {
                prices.registerAnew();
            }
            registry.missed();
        });
    }

    /** The alerts, once this has started. */
    public Alerts alerts() {
        return alerts;
    }

    /** Lets another node tell. Callable from any thread. */
    public void leave() {
        loop.runOnContext(v -> {
            lease.ifPresent(SoleLease::leave);
            hasLease = false;
            stopTelling();
        });
    }

    @Override
    public Future<?> stop() {
        stopTelling();
        return sender.close().transform(closed -> store.close());
    }
}
