package io.tickcast.cache;

import io.tickcast.config.Settings;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickCodec;
import io.tickcast.names.SystemResolver;
import io.tickcast.testing.Await;
import io.tickcast.time.Micros;
import io.tickcast.time.NodeClock;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A node that has nothing but a cache. */
final class CacheNode implements AutoCloseable {
    static final int MAX_SYMBOLS = 1_300;
    static final String PRIMARY = "binance";

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<JsonObject> states = new LinkedBlockingQueue<>();
    private final CacheVerticle cache;

    CacheNode(Settings.Cache settings, List<String> symbols) {
        this(settings, symbols, NodeClock.system());
    }

    CacheNode(Settings.Cache settings, List<String> symbols, NodeClock clock) {
        this(settings, Map.of(PRIMARY, symbols), clock);
    }

    /** @param symbols symbols that it looks for at its start, by their exchanges */
    CacheNode(Settings.Cache settings, Map<String, List<String>> symbols, NodeClock clock) {
        this(settings, symbols, List.of(), clock);
    }

    /** @param sources published sources: their prices are looked for, too */
    CacheNode(Settings.Cache settings, Map<String, List<String>> symbols, List<String> sources, NodeClock clock) {
        cache = new CacheVerticle(
                settings, PRIMARY, symbols, sources, MAX_SYMBOLS, new Liveness(), new SystemResolver(vertx), clock);
        vertx.eventBus().registerCodec(new TickCodec());
        vertx.eventBus()
                .<JsonObject>localConsumer(BusAddresses.CACHE_STATE, message -> states.add(message.body()))
                .completion()
                .await();
    }

    /** A Redis that may take 2 s. */
    static Settings.Redis at(String host, int port, String user, String password, int database) {
        return new Settings.Redis(host, port, user, password, database, Duration.ofSeconds(2), Optional.empty());
    }

    static Settings.Cache redis(int port) {
        return redis(at("127.0.0.1", port, "", "", 0));
    }

    static Settings.Cache redis(Settings.Redis redis) {
        return new Settings.Cache(Settings.Cache.Store.REDIS, Duration.ofSeconds(60), Duration.ofMillis(100), redis);
    }

    /** Returns once the cache is deployed. */
    CacheNode start() {
        try {
            vertx.deployVerticle(cache).await(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return this;
        } catch (TimeoutException e) {
            throw new AssertionError("the cache did not start", e);
        }
    }

    Vertx vertx() {
        return vertx;
    }

    List<Tick> warmTicks() {
        return cache.warmTicks();
    }

    void publish(Tick tick) {
        vertx.eventBus().publish(BusAddresses.TICKS, tick, new DeliveryOptions().setCodecName(TickCodec.NAME));
    }

    /** Passes over the states that the cache told until one is as wanted. */
    JsonObject awaitState(Predicate<JsonObject> wanted) throws InterruptedException {
        JsonObject last = new JsonObject();
        while (true) {
            JsonObject next = states.poll(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no state as wanted, the last was " + last.encode());
            }
            last = next;
            if (wanted.test(next)) {
                return next;
            }
        }
    }

    JsonObject awaitUp() throws InterruptedException {
        return awaitState(state -> state.getString("state").equals("up"));
    }

    /** Down, and for a known reason. */
    JsonObject awaitDown() throws InterruptedException {
        return awaitState(state -> state.getString("state").equals("down") && state.containsKey("last_error"));
    }

    /** Everything that was published before has reached the store, in at least this many entries. */
    JsonObject awaitWritten(long entries) throws InterruptedException {
        return awaitState(state -> state.getLong("written") >= entries && state.getInteger("pending") == 0);
    }

    static TickBuilder tick(String symbol, long eventTime, String price) {
        TickBuilder tick = new TickBuilder()
                .exchange(PRIMARY)
                .symbol(symbol)
                .eventTime(eventTime)
                .receivedAt(Micros.now());
        tick.figure(DecimalField.PRICE, price);
        return tick;
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
