package io.tickcast.history.store;

import io.tickcast.config.Settings;
import io.tickcast.history.store.CandleRows.Entry;
import io.tickcast.history.store.StoreState.Phase;
import io.tickcast.history.store.WriteQueue.Acknowledgement;
import io.tickcast.history.store.WriteQueue.Write;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.metrics.Meters;
import io.tickcast.storage.Database;
import io.tickcast.storage.SqliteFile.DriveTypes;
import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
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

    /** Time for the last writes. A database that has not answered by then is left alone. */
    private static final long CLOSE_MILLIS = 3_000;
    /** Time for the thread of the writer to notice that. */
    private static final long ABORT_MILLIS = 500;

    private final Vertx vertx;
    private final Settings.Storage settings;
    private final StoreCounts counts = new StoreCounts();
    private final CandleRows rows = new CandleRows();
    private final WriteQueue queue;
    private final Retention retention;
    private final StoreLoop loop;
    private final Thread writer;
    private final StoreQueries queries;
    private final CandleReads reads;
    private final PageCache pages;
    private final Promise<Void> ended = Promise.promise();
    private final List<Runnable> onWriter = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<CandleKey, Long>> onMalformed = new CopyOnWriteArrayList<>();
    private final Meters meters;
    private volatile @Nullable CandleDatabase database;
    private volatile StoreState state = StoreState.opening();

    private CandleStore(Vertx vertx, Settings all, String node, int mostWaiting, DriveTypes drives) {
        this.vertx = vertx;
        settings = all.storage();
        queue = new WriteQueue(mostWaiting, counts);
        retention = new Retention(all.history(), settings, counts, NodeClock.system()::millis, System.nanoTime());
        WriterRole role = new WriterRole(node, UUID.randomUUID().toString());
        loop = new StoreLoop(
                suspect -> Database.open(settings, drives, suspect),
                settings,
                role,
                queue,
                rows,
                retention,
                counts,
                new Watcher());
        writer = new Thread(this::runLoop, "storage-writer");
        writer.setDaemon(true);
        queries = new StoreQueries(
                vertx, settings, counts, () -> Optional.ofNullable(database), () -> state, loop::suspect);
        reads = new CandleReads(
                queries, rows, (key, time) -> onMalformed.forEach(listener -> listener.accept(key, time)));
        pages = new PageCache(reads::begin, () -> isWriter() && role.isCurrent(), counts, System::nanoTime);
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
                StoreQueries.tell(context, promise::tryComplete);
            }

            @Override
            public void fail(StoreException cause) {
                StoreQueries.tell(context, () -> promise.tryFail(cause));
            }
        }));
        return promise.future();
    }

    /** Reads the newest candles with {@code from} ≤ open time < {@code to}, oldest first. */
    public Future<List<Candle>> read(CandleKey key, long from, long to, int limit) {
        return reads.candles(key, from, to, limit);
    }

    /**
     * Reads the newest candles with {@code from} ≤ open time < {@code to}, and what is missing among them.
     *
     * @param closedTo candles that open at this time or later are not missing yet
     */
    public Future<StoredRange> range(CandleKey key, long from, long to, long closedTo, int limit) {
        return reads.range(key, from, to, closedTo, limit);
    }

    /**
     * The same with work on the answer that takes milliseconds: a thread of the store does it. A page that was asked for
     * lately may be up to a second behind, or up to 11 s while another node writes.
     *
     * @param other further input of the work, from any thread
     */
    public <U, R> Future<R> page(
            CandleKey key,
            long from,
            long to,
            long closedTo,
            int limit,
            CompletionStage<U> other,
            BiFunction<StoredRange, U, R> work) {
        return queries.work(pages.page(key, from, to, closedTo, limit), other, work);
    }

    /**
     * Reads the ranges of open times from {@code from} to before {@code to} that have no closed and complete candle, and
     * are in no known hole.
     *
     * @param limit of ranges; the newest come first
     */
    public Future<List<TimeRange>> missing(CandleKey key, long from, long to, int limit) {
        return reads.missing(key, from, to, limit);
    }

    /**
     * Reads the ranges of {@link #missing}, and those whose candles were not read from the exchange's history since they
     * have closed.
     */
    public Future<List<TimeRange>> unconfirmed(CandleKey key, long from, long to, int limit) {
        return reads.unconfirmed(key, from, to, limit);
    }

    /** Whether this node writes, as far as it knows. */
    public boolean isWriter() {
        return state.phase() == Phase.WRITER;
    }

    /** Whether another node writes, as far as this one knows. */
    public boolean isReader() {
        return state.phase() == Phase.READER;
    }

    /**
     * Open time before which candles of this interval would be deleted again, since they have no room; 0: there is room.
     */
    public long keptFrom(Interval interval) {
        return retention.keptFrom(interval);
    }

    /**
     * Calls back on the caller's context each time that this node becomes the writer, at once if it is: after another
     * node, in another database, or when candles were dropped while the database was away.
     */
    public void onWriter(Runnable listener) {
        Context context = vertx.getOrCreateContext();
        Runnable call = () -> StoreQueries.tell(context, listener);
        onWriter.add(call);
        if (isWriter()) {
            call.run();
        }
    }

    /** Calls back on the caller's context with the open time of each row that was read and holds no valid candle. */
    public void onMalformed(BiConsumer<CandleKey, Long> listener) {
        Context context = vertx.getOrCreateContext();
        onMalformed.add((key, time) -> StoreQueries.tell(context, () -> listener.accept(key, time)));
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
        long abort = vertx.setTimer(CLOSE_MILLIS, late -> loop.abort());
        long end = vertx.setTimer(CLOSE_MILLIS + ABORT_MILLIS, late -> {
            queue.failAll(() -> new StoreException("the store of candles was closed"));
            ended.tryComplete();
        });
        ended.future().onComplete(done -> {
            queries.close();
            vertx.cancelTimer(abort);
            vertx.cancelTimer(end);
            StoreQueries.tell(context, closed::complete);
        });
        return closed.future();
    }

    /** Keeps the state for all threads; called on the thread of the writer. */
    private final class Watcher implements StoreLoop.Watcher {
        /** Whether the listeners know that this node writes to this database. */
        private boolean isTold;

        private long droppedBefore;

        @Override
        public void opened(Database opened, SeriesIds ids) {
            database = new CandleDatabase(opened, ids);
            isTold = false;
            pages.clear();
        }

        @Override
        public void closing() {
            database = null;
        }

        @Override
        public void state(Phase phase, String name) {
            boolean isNews = state.phase() != phase;
            state = state.in(phase, name);
            if (isNews) {
                // Last: a page that is read from now on is that of the new state.
                pages.clear();
            }
            long dropped = counts.droppedClosed.sum();
            isTold &= phase == Phase.WRITER && dropped == droppedBefore;
            if (phase == Phase.WRITER && !isTold) {
                isTold = true;
                droppedBefore = dropped;
                onWriter.forEach(Runnable::run);
            }
        }

        @Override
        public void down(String text) {
            state = state.down(text);
            pages.clear();
        }

        @Override
        public void committed(Collection<CandleKey> keys) {
            pages.changed(keys);
        }

        @Override
        public void deleted() {
            pages.clear();
        }
    }
}
