package io.tickcast.history.store;

import io.tickcast.config.Settings;
import io.tickcast.history.store.CandleRows.Entry;
import io.tickcast.history.store.SqliteFile.DriveTypes;
import io.tickcast.history.store.StoreFault.Kind;
import io.tickcast.history.store.StoreState.Phase;
import io.tickcast.history.store.WriteQueue.Acknowledgement;
import io.tickcast.history.store.WriteQueue.Write;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.metrics.Meters;
import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The candles of all series in a database, which several nodes may share. One of them writes at a time; all read. Each
 * method returns at once, and its future completes on the caller's context. Thread-safe.
 *
 * <p>The store opens its database by itself and again after each failure. Until then writes wait and reads fail.
 */
public final class CandleStore {
    /** Candles that may wait for the database: about 20 MB. */
    static final int MOST_WAITING = 100_000;

    private static final int MOST_READS = 256;
    private static final long IDLE_SECONDS = 30;

    private final Vertx vertx;
    private final Settings.Storage settings;
    private final StoreCounts counts = new StoreCounts();
    private final CandleRows rows = new CandleRows();
    private final WriteQueue queue;
    private final Retention retention;
    private final StoreLoop loop;
    private final Thread writer;
    private final ThreadPoolExecutor readers;
    private final Promise<Void> ended = Promise.promise();
    private final List<Runnable> onWriter = new CopyOnWriteArrayList<>();
    private final Meters meters;
    private volatile @Nullable Database database;
    private volatile StoreState state = StoreState.opening();

    private CandleStore(Vertx vertx, Settings all, String node, int mostWaiting, DriveTypes drives) {
        this.vertx = vertx;
        settings = all.storage();
        queue = new WriteQueue(mostWaiting, counts);
        retention = new Retention(all.history(), settings, counts, NodeClock.system()::millis, System.nanoTime());
        loop = new StoreLoop(
                suspect -> Database.open(settings, drives, suspect),
                settings,
                node,
                UUID.randomUUID().toString(),
                queue,
                rows,
                retention,
                counts,
                new Watcher());
        writer = new Thread(this::runLoop, "storage-writer");
        writer.setDaemon(true);
        AtomicInteger number = new AtomicInteger();
        readers = new ThreadPoolExecutor(
                Database.READERS,
                Database.READERS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_READS),
                work -> {
                    Thread thread = new Thread(work, "storage-reader-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        readers.allowCoreThreadTimeOut(true);
        meters = new StoreMeters(counts, queue, rows, retention, settings, () -> state).meters();
    }

    /** Opens a store, which then finds its database by itself. */
    public static CandleStore open(Vertx vertx, Settings settings, String node) {
        return open(vertx, settings, node, MOST_WAITING, DriveTypes.SYSTEM);
    }

    static CandleStore open(Vertx vertx, Settings settings, String node, int mostWaiting, DriveTypes drives) {
        CandleStore store = new CandleStore(vertx, settings, node, mostWaiting, drives);
        store.writer.start();
        return store;
    }

    private void runLoop() {
        try {
            loop.run();
        } finally {
            ended.tryComplete();
        }
    }

    /**
     * Writes candles as they came on a stream or were summed. A closed candle is not replaced by an open one, nor a
     * complete one by one that lacks something, nor one that was corrected.
     *
     * @return succeeds when they are committed; fails with a {@link NotWriterException} while another node writes
     */
    public Future<Void> write(List<Candle> candles) {
        return write(candles, false);
    }

    /** Writes candles as the exchange's history has them: closed ones replace whatever is stored. */
    public Future<Void> correct(List<Candle> candles) {
        return write(candles, true);
    }

    private Future<Void> write(List<Candle> candles, boolean correction) {
        return add(candles.stream().map(candle -> new Entry(candle, correction)).toList(), List.of());
    }

    /** Notes that the exchange was asked for these open times and has no candles of them. */
    public Future<Void> addHole(CandleKey key, TimeRange range) {
        return add(List.of(), List.of(new Hole(key, range)));
    }

    private Future<Void> add(List<Entry> entries, List<Hole> holes) {
        if (entries.isEmpty() && holes.isEmpty()) {
            return Future.succeededFuture();
        }
        Context context = vertx.getOrCreateContext();
        Promise<Void> promise = Promise.promise();
        queue.add(new Write(entries, holes, new Acknowledgement() {
            @Override
            public void done() {
                context.runOnContext(ignored -> promise.tryComplete());
            }

            @Override
            public void fail(StoreException cause) {
                context.runOnContext(ignored -> promise.tryFail(cause));
            }
        }));
        return promise.future();
    }

    /** Reads the newest candles with {@code from} ≤ open time < {@code to}, oldest first. */
    public Future<List<Candle>> read(CandleKey key, long from, long to, int limit) {
        return query((connection, ids) -> rows.read(connection, ids, key, from, to, limit));
    }

    /**
     * Reads the ranges of open times from {@code from} to before {@code to} that have no closed and complete candle, and
     * are in no known hole.
     *
     * @param limit of ranges; the newest come first
     */
    public Future<List<TimeRange>> missing(CandleKey key, long from, long to, int limit) {
        Interval interval = key.interval();
        long first = interval.open(from + interval.millis() - 1);
        long end = interval.open(to + interval.millis() - 1);
        return first >= end
                ? Future.succeededFuture(List.of())
                : query((connection, ids) -> rows.missing(connection, ids, key, first, end, limit));
    }

    /** Reads the newest open time of each series. */
    public Future<Map<CandleKey, Long>> newest() {
        return query((connection, ids) -> rows.newest(connection));
    }

    /** A question to the database. */
    @FunctionalInterface
    private interface Query<T> {
        T ask(Connection connection, SeriesIds ids) throws SQLException;
    }

    private <T> Future<T> query(Query<T> query) {
        Context context = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        try {
            readers.execute(() -> {
                try {
                    T answer = ask(query);
                    context.runOnContext(ignored -> promise.complete(answer));
                } catch (StoreException | RuntimeException e) {
                    context.runOnContext(ignored -> promise.fail(e));
                }
            });
        } catch (RejectedExecutionException e) {
            counts.refusedReads.increment();
            promise.fail(new StoreException("too many questions wait for the database"));
        }
        return promise.future();
    }

    private <T> T ask(Query<T> query) throws StoreException {
        Database open = database;
        if (open == null) {
            throw new StoreException(state.lastError().orElse("the database of candles is not open yet"));
        }
        try (Connection connection = open.reader()) {
            return query.ask(connection, open.ids());
        } catch (SQLException e) {
            StoreFault fault = StoreFault.of(e, settings);
            counts.faults(fault.kind()).increment();
            if (fault.kind() == Kind.CORRUPT) {
                loop.suspect();
            }
            throw new StoreException(fault.text());
        }
    }

    /** Whether this node writes, as far as it knows. */
    public boolean isWriter() {
        return state.phase() == Phase.WRITER;
    }

    /** Calls back on the caller's context each time that this node becomes the writer; at once if it is. */
    public void onWriter(Runnable listener) {
        Context context = vertx.getOrCreateContext();
        Runnable call = () -> context.runOnContext(ignored -> listener.run());
        onWriter.add(call);
        if (isWriter()) {
            call.run();
        }
    }

    /** The counters, and under their keys the entries of the status. */
    public Meters meters() {
        return meters;
    }

    /** Writes what waits if the database takes it soon, lets another node write, and closes the connections. */
    public Future<Void> close() {
        Context context = vertx.getOrCreateContext();
        queue.close();
        Promise<Void> closed = Promise.promise();
        ended.future().onComplete(done -> {
            readers.shutdownNow();
            context.runOnContext(ignored -> closed.complete());
        });
        return closed.future();
    }

    /** Keeps the state for all threads; called on the thread of the writer. */
    private final class Watcher implements StoreLoop.Watcher {
        @Override
        public void opened(Database opened) {
            database = opened;
        }

        @Override
        public void closing() {
            database = null;
        }

        @Override
        public void state(Phase phase, String name) {
            boolean became = phase == Phase.WRITER && state.phase() != Phase.WRITER;
            state = state.in(phase, name);
            if (became) {
                onWriter.forEach(Runnable::run);
            }
        }

        @Override
        public void down(String text) {
            state = state.down(text);
        }
    }
}
