package io.tickcast.alert;

import io.tickcast.alert.delivery.ReceiverCheck;
import io.tickcast.alert.delivery.WebhookSender;
import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.alert.store.AlertStore;
import io.tickcast.alert.store.JournalEntry.Attempted;
import io.tickcast.alert.store.JournalEntry.Step;
import io.tickcast.alert.store.PendingDelivery;
import io.tickcast.alert.store.StoredState;
import io.tickcast.config.KnownExchanges;
import io.tickcast.config.Settings;
import io.tickcast.lease.LeasePeers;
import io.tickcast.lease.SoleLease;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.BusSubscription;
import io.tickcast.market.FeedConsumer;
import io.tickcast.market.FeedLines;
import io.tickcast.market.FeedState;
import io.tickcast.market.TickConsumer;
import io.tickcast.market.candle.KeptCandles;
import io.tickcast.metrics.Meters;
import io.tickcast.names.SystemResolver;
import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
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
    private static final int REPEAT_TURNS = 10;
    private static final int COMPARE_TURNS = 60;
    /** A working database has what was found after this. */
    private static final Duration OVERDUE = Duration.ofSeconds(10);

    private static final int MOST_REPEATED = 500;
    private static final int MOST_WANTED = 20_000;
    /** For the answers of the others. */
    private static final long LISTEN_MILLIS = 500;

    private static final long CLEAN_MILLIS = Duration.ofHours(1).toMillis();

    private final Settings settings;
    private final Optional<Member> member;
    private final SystemResolver names;
    private final Liveness liveness;
    private final Optional<KeptCandles> candles;
    private final BusSubscription consumers = new BusSubscription(this::consumers);
    private final FeedLines lines = new FeedLines();
    private final BusSubscription prices = new BusSubscription(this::priceConsumers);
    private Context loop;
    private AlertStore store;
    private WebhookSender sender;
    private RuleBook book;
    private RuleRegistry registry;
    private FiringLog log;
    private JournalWriter journal;
    private NodeMessages messages;
    private Deliveries deliveries;
    private PriceWatch watch;
    private SharedDatabase database;
    private Optional<SoleLease> lease = Optional.empty();
    private boolean hasLease;
    private boolean isTelling;
    private boolean hasBegun;
    private boolean isLoading;
    private boolean isReading;
    private boolean isComparing;
    private long turns;
    private long fired;
    private volatile AlertCounts counts = AlertCounts.NONE;
    private volatile Optional<String> refusal = Optional.empty();
    private Alerts alerts;

    /**
     * This node in its cluster.
     *
     * @param id another one after each start
     */
    public record Member(String id, String name, LeasePeers peers) {}

    /**
     * @param member  empty: the node is alone
     * @param candles empty: it keeps none
     */
    public AlertsVerticle(
            Settings settings,
            Optional<Member> member,
            SystemResolver names,
            Liveness liveness,
            Optional<KeptCandles> candles) {
        this.settings = settings;
        this.member = member;
        this.names = names;
        this.liveness = liveness;
        this.candles = candles;
    }

    @Override
    public Future<?> start() {
        liveness.watch(context, "alerts");
        loop = context;
        NodeClock clock = NodeClock.system();
        Settings.Alerts own = settings.alert();
        store = new AlertStore(vertx, settings.storage());
        sender = new WebhookSender(vertx, names, own.allowPrivate());
        journal = new JournalWriter(vertx, store, new Written());
        messages = new NodeMessages(vertx);
        log = new FiringLog(clock, own.retry().get(0), this::pass);
        book = new RuleBook(own.hysteresis(), log);
        registry = new RuleRegistry(store, book, clock, own.maxPerOwner(), this::changedHere);
        deliveries = new Deliveries(
                vertx,
                store,
                sender,
                clock,
                own.retry(),
                journal::write,
                (owner, receiver) -> registry.disable(owner, receiver)
                        .onFailure(cause -> LOG.warn("A receiver that is gone could not be disabled", cause)));
        watch = new PriceWatch(book, lines, clock, KnownExchanges.of(settings.feed()));
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

    private List<MessageConsumer<?>> consumers() {
        return List.of(
                messages.consumer(BusAddresses.ALERTS, fired -> book.adopt(fired.alert(), fired.state())),
                messages.consumer(BusAddresses.ALERTS_WRITTEN, fired -> log.written(fired.alert(), fired.state())),
                messages.consumer(BusAddresses.ALERTS_FOUND, this::foundElsewhere),
                vertx.eventBus().consumer(BusAddresses.ALERTS_WANTED, message -> tellFound(Duration.ZERO, MOST_WANTED)),
                vertx.eventBus().consumer(BusAddresses.ALERT_CHANGES, message -> changedElsewhere(message.body())),
                database.consumer());
    }

    private List<MessageConsumer<?>> priceConsumers() {
        return List.of(
                TickConsumer.register(vertx.eventBus(), watch::tick),
                FeedConsumer.register(vertx.eventBus(), this::feedState));
    }

    private void feedState(FeedState report) {
        long now = System.nanoTime();
        lines.heard(report, now);
        lines.forget(now);
    }

    /** Reads the rules, as often as it takes: the database may be away. */
    private void begin() {
        vertx.executeBlocking(store::exists)
                // Nodes of a cluster must know before the first rule whether they share a database.
                .compose(exists -> exists || lease.isPresent() ? read() : Future.succeededFuture())
                .onSuccess(read -> {
                    registry.begin();
                    candles.ifPresent(kept -> new PastMoves(book, kept, NodeClock.system()).read());
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
        if (!registry.isRead()) {
            // It may be too late for the read that is under way.
            registry.missed();
        } else if (message instanceof String id) {
            registry.read(id)
                    .onSuccess(read -> changed(id))
                    // Whatever was missed is read once the database works again.
                    .onFailure(cause -> registry.missed());
        }
    }

    /** What this node has found is told to streams and nodes at once, and to receivers once it is written. */
    private void pass(FiringLog.Found found) {
        fired += found.firing().isPresent() ? 1 : 0;
        messages.tell(BusAddresses.ALERTS, Fired.of(found));
        journal.write(found.step());
    }

    private final class Written implements JournalWriter.Out {
        @Override
        public void begin(PendingDelivery delivery) {
            // Where another node has the lease now, it finds the delivery in the database.
            if (isTelling) {
                deliveries.add(delivery);
            }
        }

        @Override
        public void written(List<Step> steps, List<Attempted> attempts) {
            steps.forEach(step -> messages.tell(
                    BusAddresses.ALERTS_WRITTEN, new Fired(step.alert(), step.state(), Optional.empty())));
            deliveries.written(attempts);
        }
    }

    /** A node has found what this one, which tells, may have missed. */
    private void foundElsewhere(Fired one) {
        if (!isTelling) {
            return;
        }
        Optional<AlertRule> rule = book.rule(one.alert());
        Optional<RuleState> state = book.state(one.alert());
        if (rule.isPresent()
                && state.filter(own -> own.generation() == one.state().generation()
                                && one.state().isLaterThan(own))
                        .isPresent()) {
            book.adopt(one.alert(), one.state());
            log.keep(log.found(rule.get(), one.state(), one.firing()));
        } else if (hasBegun && journal.waiting() == 0) {
            messages.tell(BusAddresses.ALERTS_WRITTEN, new Fired(one.alert(), one.state(), Optional.empty()));
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
        if (!hasLease || !registry.isRead() || isTelling || refusal.isPresent()) {
            return;
        }
        isTelling = true;
        // The others may have found what this one has not: it may have started just now.
        vertx.eventBus().publish(BusAddresses.ALERTS_WANTED, "");
        vertx.setTimer(lease.isPresent() ? LISTEN_MILLIS : 1, heard -> beginTelling());
    }

    private void beginTelling() {
        // While the database is away, twice is better than not at all: the id is the same.
        storedStates().otherwise(Map.of()).onSuccess(stored -> {
            if (!isTelling) {
                return;
            }
            Map<String, RuleState> states = new HashMap<>();
            stored.forEach((id, kept) -> {
                book.adopt(id, kept.state());
                states.put(id, kept.state());
            });
            log.begin(states);
            hasBegun = true;
            loadDeliveries(Long.MAX_VALUE, Deliveries.MOST_WAITING);
        });
    }

    private Future<Map<String, StoredState>> storedStates() {
        return isOpen() ? store.states() : Future.succeededFuture(Map.of());
    }

    /** Whether there is a database to ask. */
    private boolean isOpen() {
        return database.isKnown() || lease.isPresent() || book.size() > 0;
    }

    private void loadDeliveries(long before, int most) {
        if (!isTelling || !isOpen() || isLoading) {
            return;
        }
        isLoading = true;
        store.pending(before, most).onComplete(done -> isLoading = false).onSuccess(pending -> {
            if (isTelling) {
                pending.forEach(deliveries::add);
            }
        });
    }

    private void stopTelling() {
        isTelling = false;
        log.end();
        hasBegun = false;
        deliveries.clear();
    }

    private void turn() {
        turns++;
        refusal = database.refusal();
        if (refusal.isPresent() && isTelling) {
            stopTelling();
        }
        tellIfDue();
        if (turns % REPEAT_TURNS == 0) {
            repeat();
        }
        if (turns % COMPARE_TURNS == 0 || store.fault().isPresent()) {
            compare();
        }
        if (registry.hasMissed() && registry.isRead()) {
            readAgain();
        }
        counts = new AlertCounts(
                book.size(),
                isTelling,
                fired,
                deliveries.waiting(),
                deliveries.delivered(),
                deliveries.failed(),
                deliveries.givenUp(),
                journal.waiting(),
                journal.dropped() + log.dropped(),
                watch.late());
    }

    /** What messages may have lost. */
    private void repeat() {
        if (isTelling) {
            // Among them those of a node that has lost the lease before it wrote them.
            loadDeliveries(NodeClock.system().millis() - OVERDUE.toMillis(), deliveries.waiting() + MOST_REPEATED);
        } else {
            tellFound(OVERDUE, MOST_REPEATED);
        }
    }

    private void tellFound(Duration age, int most) {
        if (!isTelling) {
            log.overdue(age, most).forEach(found -> messages.tell(BusAddresses.ALERTS_FOUND, Fired.of(found)));
        }
    }

    private void compare() {
        if (isOpen() && registry.isRead() && !isComparing) {
            isComparing = true;
            store.states().onComplete(done -> isComparing = false).onSuccess(registry::compare);
        }
    }

    private void readAgain() {
        if (!isReading) {
            isReading = true;
            registry.read()
                    .onComplete(done -> isReading = false)
                    .onSuccess(read -> watchIfNeeded())
                    .onFailure(cause -> registry.missed());
        }
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
            deleteBefore(before);
        }
    }

    /** A part at a time: others wait for the database, too. */
    private void deleteBefore(long time) {
        store.deleteBefore(time)
                .onSuccess(deleted -> {
                    if (deleted > 0) {
                        deleteBefore(time);
                    }
                })
                .onFailure(cause -> LOG.debug("The log of alerts was not cleaned", cause));
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
        loop.runOnContext(v -> lease.ifPresent(held -> {
            held.leave();
            hasLease = false;
            stopTelling();
        }));
    }

    @Override
    public Future<?> stop() {
        stopTelling();
        return journal.close().transform(written -> sender.close()).transform(closed -> store.close());
    }
}
