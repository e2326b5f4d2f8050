package io.tickcast.cache;

import io.tickcast.config.Settings;
import io.tickcast.log.OutageLog;
import io.tickcast.names.SystemResolver;
import io.tickcast.time.Backoff;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps prices in Redis over one connection. Any failure, be it of the connection or in a reply, ends the connection;
 * another is opened after a pause, however often that takes.
 */
final class RedisPriceStore implements PriceStore {
    private static final Logger LOG = LoggerFactory.getLogger(RedisPriceStore.class);

    private final Vertx vertx;
    private final Context context;
    private final Settings.Redis settings;
    private final int maxCommands;
    private final RedisDialer dialer;
    private final Backoff backoff;
    private final Runnable changed;
    private final OutageLog<RedisFault.Kind> log = new OutageLog<>(LOG);
    private final Map<RedisFault.Kind, Long> faults = new EnumMap<>(RedisFault.Kind.class);

    private @Nullable RedisConnection connection;
    private StoreState state = new StoreState(false, Instant.now(), Optional.empty());
    /**
     * After a failed batch only a good batch shows that Redis works: a full Redis, for example, accepts connections.
     */
    private boolean mustProve;

    private boolean closed;

    /**
     * Belongs to the event loop that it is made on.
     *
     * @param maxKeys most keys that are read or written at once, beside those of a batch of prices
     * @param changed called at each change of {@link #state()}
     */
    RedisPriceStore(
            Vertx vertx,
            SystemResolver names,
            Settings.Redis settings,
            int maxKeys,
            Backoff backoff,
            Runnable changed) {
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        this.settings = settings;
        maxCommands = 2 * maxKeys + PriceWriter.BATCH_LIMIT;
        dialer = new RedisDialer(vertx, names, settings);
        this.backoff = backoff;
        this.changed = changed;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Future<List<StoredEntry>> load(List<String> keys) {
        return open().compose(opened -> read(opened, keys));
    }

    @Override
    public Future<List<StoredEntry>> read(List<String> keys) {
        RedisConnection used = connection;
        return used == null ? notConnected() : read(used, keys);
    }

    private Future<List<StoredEntry>> read(RedisConnection opened, List<String> keys) {
        return opened.read(keys).onFailure(cause -> drop(opened, cause));
    }

    private static <T> Future<T> notConnected() {
        return Future.failedFuture(new IllegalStateException("no connection to Redis"));
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public boolean isReady() {
        return connection != null;
    }

    @Override
    public Future<Void> save(List<StoredEntry> entries) {
        RedisConnection used = connection;
        if (used == null) {
            return notConnected();
        }
        return used.write(entries).andThen(done -> {
            if (done.succeeded()) {
                mustProve = false;
                backoff.reset();
                up();
            } else {
                mustProve = true;
                drop(used, done.cause());
            }
        });
    }

    @Override
    public StoreState state() {
        return state;
    }

    @Override
    public Map<String, Long> faults() {
        return faults.entrySet().stream()
                .collect(Collectors.toMap(fault -> fault.getKey().label(), Map.Entry::getValue));
    }

    @Override
    public Future<Void> close() {
        closed = true;
        if (connection != null) {
            connection.close();
            connection = null;
        }
        return dialer.close();
    }

    private Future<RedisConnection> open() {
        return RedisConnection.open(vertx, dialer, settings, maxCommands)
                .onSuccess(this::opened)
                .onFailure(this::down);
    }

    private void opened(RedisConnection opened) {
        if (closed) {
            opened.close();
            return;
        }
        connection = opened;
        opened.ended().onFailure(cause -> context.runOnContext(ignored -> drop(opened, cause)));
        if (!mustProve) {
            up();
        }
    }

    private void drop(RedisConnection failed, Throwable cause) {
        if (failed.isStopped() || connection != failed) {
            return;
        }
        connection = null;
        failed.close();
        // A server that is not Redis, or answers without end, lets everybody connect, too.
        mustProve |= cause instanceof RedisProtocolException;
        down(cause);
    }

    private void up() {
        if (closed || state.up()) {
            return;
        }
        log.up("Redis at " + where() + " keeps the last prices");
        become(true, state.lastError());
    }

    private void down(Throwable cause) {
        if (closed) {
            return;
        }
        RedisFault fault = RedisFault.of(cause, settings);
        faults.merge(fault.kind(), 1L, Long::sum);
        log.down(
                fault.kind(),
                "The last prices are not kept, " + where() + " is down: " + fault.text(),
                System.nanoTime());
        become(false, Optional.of(fault.text()));
        vertx.setTimer(backoff.next(), timer -> retry());
    }

    private String where() {
        return settings.host() + ':' + settings.port();
    }

    private void retry() {
        if (!closed) {
            open();
        }
    }

    private void become(boolean up, Optional<String> lastError) {
        StoreState next = new StoreState(up, state.up() == up ? state.since() : Instant.now(), lastError);
        if (!next.equals(state)) {
            state = next;
            changed.run();
        }
    }
}
