package io.tickcast.script;

import io.tickcast.config.VerticlesSettings;
import io.tickcast.config.VerticlesSettings.Instances;
import io.tickcast.lease.LeasePeers;
import io.tickcast.lease.Leases;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.BusSubscription;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.market.TickConsumer;
import io.tickcast.market.candle.KeptCandles;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the folder of the verticles and what runs of it alike. Without files it hears no ticks, loads no
 * language and starts no thread.
 */
public final class ScriptsVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ScriptsVerticle.class);
    private static final long LOOK_EVERY_MILLIS = 250;
    private static final long REPORT_EVERY_MILLIS = 1_000;

    private final Path path;
    private final VerticlesSettings settings;
    private final String node;
    private final String id;
    private final Optional<LeasePeers> others;
    private final Liveness liveness;
    private final LatestPrices latestPrices = new LatestPrices();
    private final MarketView market;
    private final Map<String, ScriptDeployment> slots = new TreeMap<>();
    private final CallWatchdog watchdog;
    private final BusSubscription states;
    private final BusSubscription ticks = new BusSubscription(() -> slots.isEmpty() ? List.of() : List.of(hearTicks()));
    private boolean ended;
    private boolean reported;
    private int leftOut;
    private Launcher launcher;
    private Leases<String> leases;

    /**
     * @param path      of the folder
     * @param node      as this node calls itself
     * @param id        of this node, another one after each start
     * @param others    empty for a node alone
     * @param exchanges exchanges that files may name; a symbol alone means the first
     * @param aliases   old names that files may still use, with the symbols that replaced them
     * @param warmTicks prices that are known already
     * @param candles   empty: none are kept
     */
    public ScriptsVerticle(
            Path path,
            VerticlesSettings settings,
            String node,
            String id,
            Optional<LeasePeers> others,
            List<String> exchanges,
            Map<String, String> aliases,
            List<Tick> warmTicks,
            Optional<KeptCandles> candles,
            Liveness liveness) {
        this.liveness = liveness;
        this.path = path;
        this.settings = settings;
        this.node = node;
        this.id = id;
        this.others = others;
        states = new BusSubscription(() -> others.isEmpty() ? List.of() : List.of(hearStates()));
        market = new MarketView(exchanges, aliases, candles);
        watchdog = new CallWatchdog(settings.maxHeap(), () -> context.runOnContext(v -> stopAll()));
        warmTicks.forEach(this::keep);
    }

    @Override
    public Future<?> start() {
        liveness.watch(context, "verticles");
        FolderWatch folder = new FolderWatch(vertx, new ScriptFolder(path, vertx.verticleFactories()), this::found);
        launcher = new Launcher(vertx, context, settings, node, market, watchdog, Launcher.PATIENCE);
        leases = new Leases<>(vertx, "verticle.", id, others.orElse(LeasePeers.NONE));
        vertx.setPeriodic(1, LOOK_EVERY_MILLIS, timer -> folder.look());
        vertx.setPeriodic(REPORT_EVERY_MILLIS, timer -> {
            slots.values().forEach(ScriptDeployment::turn);
            report();
        });
        return states.register();
    }

    private MessageConsumer<Object> hearStates() {
        return vertx.eventBus()
                .consumer(
                        BusAddresses.VERTICLES_STATE,
                        message -> ScriptReport.leases(message.body()).ifPresent(leases::heard));
    }

    /** Registers its consumers again, after the cluster has lost them. May be called on any thread. */
    public void registerAnew() {
        context.runOnContext(v -> {
            states.registerAnew();
            ticks.registerAnew();
        });
    }

    private boolean keep(Tick tick) {
        if (!latestPrices.accept(tick)) {
            return false;
        }
        market.keep(tick);
        return true;
    }

    private void found(FolderSnapshots snapshots) {
        if (ended) {
            return;
        }
        if (snapshots.isEmpty()) {
            // Without files no ticks are consumed, and these would be old when a file is added.
            market.clear();
        }
        Set.copyOf(slots.keySet()).stream().filter(snapshots::isGone).forEach(this::gone);
        settled(snapshots.settled());
        hearTicksIfNeeded();
        slots.values().forEach(this::seek);
    }

    private void settled(List<ScriptFile> files) {
        List<String> tooMany = new ArrayList<>();
        for (ScriptFile file : files) {
            ScriptDeployment deployment = slots.get(file.fileName());
            if (deployment == null && slots.size() == settings.maxFiles()) {
                tooMany.add(file.fileName());
            } else if (deployment == null) {
                slots.put(file.fileName(), new ScriptDeployment(launcher, file, this::report));
            } else if (!deployment.file().equals(file)) {
                deployment.replace(file);
            }
        }
        if (tooMany.size() != leftOut) {
            leftOut = tooMany.size();
            if (leftOut > 0) {
                LOG.error(
                        "verticles.max-files is {}: {} more files of the folder are not run, {} among them",
                        settings.maxFiles(),
                        leftOut,
                        tooMany.stream().sorted().findFirst().orElseThrow());
            }
        }
    }

    /** Stops all files: it is unknown which one took the memory, and the streams need it more. */
    private void stopAll() {
        List<ScriptDeployment> running =
                slots.values().stream().filter(ScriptDeployment::isRunning).toList();
        if (running.isEmpty()) {
            return;
        }
        LOG.error(
                "After a collection the heap was more than {} % full (verticles.max-heap): all {} files are stopped, "
                        + "each until it changes",
                settings.maxHeap(), running.size());
        running.forEach(
                deployment -> deployment.stop("memory: the heap was more than " + settings.maxHeap() + " % full"));
    }

    private void gone(String name) {
        Optional.ofNullable(slots.remove(name)).ifPresent(ScriptDeployment::end);
        leases.release(name);
        LOG.info("{} was removed", name);
        report();
    }

    private void hearTicksIfNeeded() {
        if (slots.isEmpty() != ticks.isEmpty()) {
            ticks.registerAnew();
        }
    }

    private MessageConsumer<Object> hearTicks() {
        return TickConsumer.register(vertx.eventBus(), tick -> {
            if (keep(tick)) {
                slots.values().forEach(deployment -> deployment.tick(tick));
            }
        });
    }

    private void seek(ScriptDeployment deployment) {
        String name = deployment.file().fileName();
        if (others.isEmpty() || settings.instances(deployment.file().name()) == Instances.EVERY) {
            deployment.mayRun(true);
        } else if (deployment.hasFailed()) {
            // The fault may lie with this node alone. If it is the file's, each node finds out once.
            deployment.passOn();
            leases.release(name);
        } else if (leases.rival(name).isPresent()) {
            LOG.warn("Another node runs {} too, as happens after a split of the cluster; this node stops it", name);
            leases.release(name);
            deployment.mayRun(false);
        } else {
            leases.acquire(name).onSuccess(outcome -> {
                if (outcome == Leases.Outcome.REFUSED) {
                    return;
                }
                if (outcome == Leases.Outcome.WITHOUT_LOCK) {
                    LOG.warn(
                            "One node has the lock of {}, and does not answer: this node runs it without the lock",
                            name);
                }
                if (slots.get(name) == deployment && !ended) {
                    deployment.mayRun(true);
                } else {
                    leases.release(name);
                }
            });
        }
    }

    /** Each node says once a second, and on each change, how its files are. */
    private void report() {
        if (slots.isEmpty() && !reported) {
            return;
        }
        reported = !slots.isEmpty();
        ScriptReport report = new ScriptReport(
                id,
                node,
                leases.held(),
                slots.values().stream().map(this::state).toList());
        vertx.eventBus().publish(BusAddresses.VERTICLES_STATE, report.toJson());
    }

    private JsonObject state(ScriptDeployment deployment) {
        Instances instances = settings.instances(deployment.file().name());
        return deployment
                .state()
                .put("node", node)
                .put("instances", instances.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Ends all files and lets other nodes run them. To be called before this is undeployed, as that first waits for
     * each file's thread, and code that cannot be stopped may keep it. On any thread.
     */
    public Future<Void> leave() {
        return Future.future(left -> context.runOnContext(v -> {
            end();
            left.complete();
        }));
    }

    /**
     * Succeeds when no file is being started any more. Vert.x reports an error for one that is, when it closes.
     * Callable from any thread.
     */
    public Future<Void> settled() {
        return Future.future(
                done -> context.runOnContext(v -> launcher.settled().onComplete(done)));
    }

    @Override
    public Future<?> stop() {
        end();
        return Future.succeededFuture();
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        slots.values().forEach(ScriptDeployment::end);
        slots.clear();
        leases.releaseAll();
        report();
        launcher.close();
        watchdog.close();
    }
}
