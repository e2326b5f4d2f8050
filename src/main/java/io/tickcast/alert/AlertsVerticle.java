package io.tickcast.alert;

import io.tickcast.alert.delivery.ReceiverCheck;
import io.tickcast.alert.delivery.WebhookSender;
import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.alert.store.AlertStore;
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
import io.tickcast.names.SystemResolver;
import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The alerts of a node. Every node compares the rules with the prices, and one of a cluster tells what it finds: when that
 * node ends, another has seen all prices, too. Once in a node.
 */
public final class AlertsVerticle extends VerticleBase {
    private static final SoleLease.Work WORK =
            new SoleLease.Work("alerts", BusAddresses.ALERT_STATE, "the deliveries of alerts");
    private static final long TURN_MILLIS = 1_000;
    private static final long TELL_DATABASE_MILLIS = 5_000;
    private static final int REPEAT_TURNS = 10;
    private static final int COMPARE_TURNS = 60;
    private static final long LISTEN_MILLIS = 500;
    private static final long CLEAN_MILLIS = Duration.ofHours(1).toMillis();

    private final Settings settings;
    private final Optional<Member> member;
    private final SystemResolver names;
    private final Liveness liveness;
    private final Optional<KeptCandles> candles;
    private final BusSubscription consumers = new BusSubscription(this::consumers);
    private final FeedLines lines = new FeedLines();
    private Context loop;
    private AlertStore store;
    private WebhookSender sender;
    private NodeMessages messages;
    private SharedDatabase database;
    private FiringLog log;
    private RuleBook book;
    private RuleSync rules;
    private AlertNotifier notifier;
    private JournalCleaner cleaner;
    private PriceWatch watch;
    private PriceSubscription prices;
    private Optional<SoleLease> lease = Optional.empty();
    private long turns;
    private volatile AlertCounts counts = AlertCounts.NONE;
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
        wire(settings.alert(), NodeClock.system());
        vertx.setPeriodic(TURN_MILLIS, timer -> turn());
        vertx.setPeriodic(TELL_DATABASE_MILLIS, timer -> rules.tellDatabase());
        vertx.setPeriodic(CLEAN_MILLIS, timer -> clean());
        return consumers
                .register()
                .compose(registered -> lease.map(SoleLease::start).orElse(Future.succeededFuture()))
                .onSuccess(started -> {
                    if (lease.isEmpty()) {
                        notifier.taken();
                    }
                    rules.begin(this::begin);
                });
    }

    private void wire(Settings.Alerts own, NodeClock clock) {
        store = new AlertStore(vertx, settings.storage());
        sender = new WebhookSender(vertx, names, own.allowPrivate());
        messages = new NodeMessages(vertx);
        database = new SharedDatabase(vertx, member.map(Member::name).orElse(""));
        log = new FiringLog(clock, own.retry().get(0), found -> notifier.pass(found));
        book = new RuleBook(own.hysteresis(), log);
        rules = new RuleSync(vertx, store, book, database, clock, own.maxPerOwner(), member.isPresent(), this::changed);
        notifier = new AlertNotifier(
                vertx,
                store,
                sender,
                messages,
                book,
                log,
                rules,
                database,
                clock,
                own.retry(),
                member.isPresent() ? LISTEN_MILLIS : 1);
        cleaner = new JournalCleaner(store, clock, own.retention());
        watch = new PriceWatch(book, lines, clock, KnownExchanges.of(settings.feed()));
        prices = new PriceSubscription(book, new BusSubscription(this::priceConsumers));
        alerts = new Alerts(
                vertx,
                context,
                rules.registry(),
                store,
                new ReceiverCheck(own.allowPrivate()),
                database::refusal,
                List.of(AlertMeters.of(() -> counts, store::fault), sender.meters()));
        lease = member.map(one -> new SoleLease(vertx, WORK, one.id(), one.name(), one.peers(), notifier));
    }

    private List<MessageConsumer<?>> consumers() {
        return List.of(
                messages.consumer(BusAddresses.ALERTS, notifier::toldElsewhere),
                messages.consumer(BusAddresses.ALERTS_WRITTEN, fired -> log.written(fired.alert(), fired.state())),
                messages.consumer(BusAddresses.ALERTS_FOUND, notifier::foundElsewhere),
                vertx.eventBus().consumer(BusAddresses.ALERTS_WANTED, message -> notifier.foundIsWanted()),
                rules.consumer(),
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

    /** The rules are known. */
    private void begin() {
        candles.ifPresent(kept -> new PastMoves(book, kept, NodeClock.system()).read());
        prices.registerIfNeeded();
        notifier.tellIfDue();
    }

    private void changed(String id) {
        prices.registerIfNeeded();
        if (book.rule(id).isEmpty()) {
            notifier.forget(id);
        }
    }

    private void turn() {
        turns++;
        notifier.tellIfDue();
        if (turns % REPEAT_TURNS == 0) {
            notifier.repeat();
        }
        if (turns % COMPARE_TURNS == 0 || store.fault().isPresent()) {
            rules.compare();
        }
        rules.readMissed();
        prices.registerIfNeeded();
        counts = notifier.counts(watch.late());
    }

    private void clean() {
        if (notifier.isTelling() && database.isKnown()) {
            cleaner.clean();
        }
    }

    /** Registers the consumers again, after the cluster has lost them. Callable from any thread. */
    public void registerAnew() {
        loop.runOnContext(v -> {
            consumers.registerAnew();
            lease.ifPresent(SoleLease::registerAnew);
            prices.registerAnew();
            rules.registry().missed();
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
            notifier.released();
        }));
    }

    @Override
    public Future<?> stop() {
        return notifier.close().transform(written -> sender.close()).transform(closed -> store.close());
    }
}
