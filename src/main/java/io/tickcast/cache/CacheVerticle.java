package io.tickcast.cache;

import io.tickcast.config.Settings;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.Tick;
import io.tickcast.market.TickConsumer;
import io.tickcast.names.SystemResolver;
import io.tickcast.time.Backoff;
import io.tickcast.time.Deadline;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last price of each symbol in the store, and gives those that the store had when this node started. No
 * failure of the store reaches anyone else.
 */
public final class CacheVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(CacheVerticle.class);
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
    private static final long STATE_MILLIS = 1_000;
    private static final Duration BACKOFF_MIN = Duration.ofMillis(500);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(30);
    /** Longest wait of a start for the stored prices. */
    private static final long WARM_MILLIS = 2_000;

    private final Settings.Cache settings;
    private final List<String> stored;
    private final Liveness liveness;
    private final SystemResolver names;
    private final PriceKeys keys;
    private final SourceSymbols sources;
    private final NodeClock clock;
    private PriceStore store = new MemoryPriceStore();
    private PriceWriter writer;
    /** Read from other threads once this verticle is deployed. */
    private volatile StoredPrices warm = StoredPrices.NONE;

    /**
     * @param primary the exchange whose prices are kept by their symbols alone
     * @param symbols to look for in the store at start, by their exchanges
     * @param sources published sources: their prices are looked for at start, whatever their symbols
     * @param maxSymbols largest number of symbols of a source
     */
    public CacheVerticle(
            Settings.Cache settings,
            String primary,
            Map<String, List<String>> symbols,
            List<String> sources,
            int maxSymbols,
            Liveness liveness,
            SystemResolver names) {
        this(settings, primary, symbols, sources, maxSymbols, liveness, names, NodeClock.system());
    }

    CacheVerticle(
            Settings.Cache settings,
            String primary,
            Map<String, List<String>> symbols,
            List<String> sources,
            int maxSymbols,
            Liveness liveness,
            SystemResolver names,
            NodeClock clock) {
        this.settings = settings;
        this.liveness = liveness;
        this.names = names;
        this.clock = clock;
        keys = new PriceKeys(primary);
        this.sources =
                new SourceSymbols(sources, maxSymbols, keys, settings.ttl().toMillis());
        stored = symbols.entrySet().stream()
                .flatMap(of -> of.getValue().stream().map(symbol -> keys.of(of.getKey(), symbol)))
                .toList();
    }

    /** The prices that the store had when this verticle started, each marked as stored. */
    public List<Tick> warmTicks() {
        return warm.ticks();
    }

    @Override
    public Future<?> start() {
        liveness.watch(context, "cache");
        store = openStore();
        writer = new PriceWriter(
                store,
                keys,
                sources,
                settings.ttl(),
                settings.flushInterval(),
                (millis, task) -> vertx.setTimer(millis, timer -> task.run()),
                () -> System.nanoTime() / 1_000_000);
        publishState();
        vertx.setPeriodic(STATE_MILLIS, timer -> publishState());
        return Future.all(hearTicks(), warm());
    }

    /** Only where prices are kept: each tick is encoded on the way to the store. */
    private Future<Void> hearTicks() {
        return store.keeps()
                ? TickConsumer.register(vertx.eventBus(), writer::offer).completion()
                : Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return store.close();
    }

    private PriceStore openStore() {
        return switch (settings.store()) {
            case MEMORY -> new MemoryPriceStore();
            case REDIS -> {
                Backoff backoff = new Backoff(BACKOFF_MIN, BACKOFF_MAX, ThreadLocalRandom.current());
                yield new RedisPriceStore(vertx, names, settings.redis(), atOnce(), backoff, this::publishState);
            }
        };
    }

    private int atOnce() {
        return Math.max(
                StoredPriceLoad.READ_AT_ONCE,
                Math.max(stored.size(), sources.keys().size()));
    }

    private Future<Void> warm() {
        long deadline = Math.min(WARM_MILLIS, settings.redis().timeout().toMillis());
        StoredPriceLoad load = new StoredPriceLoad(store, sources);
        Future<Void> read = load.read(stored);
        return Deadline.within(context, Duration.ofMillis(deadline), read)
                .recover(cause -> {
                    if (load.hasExchanges()) {
                        LOG.warn("Not all stored prices of published sources came within {} ms", deadline);
                    } else {
                        // The store says itself why it fails.
                        read.onSuccess(late ->
                                LOG.warn("The stored prices came after {} ms, too late for the start", deadline));
                    }
                    return Future.succeededFuture();
                })
                .onSuccess(ended -> warm(load.end()));
    }

    private void warm(List<StoredEntry> entries) {
        warm = StoredPrices.of(entries, keys, exchange -> new StoredPriceReader(exchange, settings.ttl(), clock));
        long now = System.nanoTime() / 1_000_000;
        warm.ticks().forEach(tick -> sources.add(tick, now));
        publishState();
    }

    private void publishState() {
        StoreState state = store.state();
        JsonObject json = new JsonObject()
                .put("store", store.name())
                .put("state", state.up() ? "up" : "down")
                .put("since", state.since().toString())
                .put("pending", writer.pending())
                .put("written", writer.written())
                .put("failed_batches", writer.failedBatches())
                .put("warmed", warm.ticks().size())
                .put("refused", warm.refused());
        JsonObject faults = new JsonObject();
        store.faults().forEach(faults::put);
        json.put("faults", faults);
        state.lastError().ifPresent(error -> json.put("last_error", error));
        vertx.eventBus().publish(BusAddresses.CACHE_STATE, json, LOCAL);
    }
}
