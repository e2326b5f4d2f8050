package io.tickcast.history.store;

import io.tickcast.config.Settings;
import io.tickcast.history.store.StoreState.Phase;
import io.tickcast.log.OutageLog;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.storage.Database;
import io.tickcast.storage.StoreFault;
import io.tickcast.storage.StoreFault.Kind;
import io.tickcast.time.Backoff;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of the writer's thread: opens the database and keeps on trying, commits the writes that wait while this node
 * is the writer, and deletes what is old.
 */
final class StoreLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(CandleStore.class);

    /** Candles of a transaction, which takes a fraction of the lease's term. */
    private static final int GROUP = 5_000;

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** For what still waits when the node stops. */
    private static final long LAST_WRITES_NANOS = Duration.ofSeconds(2).toNanos();

    private final Opener opener;
    private final Settings.Storage settings;
    private final WriterRole role;
    private final WriteQueue queue;
    private final CandleRows rows;
    private final Retention retention;
    private final StoreCounts counts;
    private final Watcher watcher;
    private final OutageLog<Kind> log = new OutageLog<>(LOG);
    private final Backoff backoff = new Backoff(SHORTEST_PAUSE, LONGEST_PAUSE, ThreadLocalRandom.current());

    private volatile @Nullable Database database;
    /** Of the open database. */
    private SeriesIds ids = new SeriesIds();

    private WriteGroup group = WriteGroup.NONE;
    private boolean suspect;
    /** After a failed commit only a commit shows that it works again: a full disk, for example, can be read. */
    private boolean mustProve;

    private volatile boolean damaged;
    private volatile boolean aborted;

    /** Opens the database and makes its tables. */
    @FunctionalInterface
    interface Opener {
        Database open(boolean suspect) throws SQLException, IOException;
    }

    /** The one to tell of changes; on the thread of the writer. */
    interface Watcher {
        void opened(Database database, SeriesIds ids);

        /** It is about to be closed. */
        void closing();

        void state(Phase phase, String writer);

        void down(String text);

        /** Candles of these series, or what is known to be none of them, have been written. */
        void committed(Collection<CandleKey> keys);

        /** Candles have been deleted. */
        void deleted();
    }

    StoreLoop(
            Opener opener,
            Settings.Storage settings,
            WriterRole role,
            WriteQueue queue,
            CandleRows rows,
            Retention retention,
            StoreCounts counts,
            Watcher watcher) {
        this.opener = opener;
        this.settings = settings;
        this.role = role;
        this.queue = queue;
        this.rows = rows;
        this.retention = retention;
        this.counts = counts;
        this.watcher = watcher;
    }

    @Override
    public void run() {
        while (!queue.isClosed()) {
            try {
                round(opened());
            } catch (SQLException | IOException | RuntimeException | LinkageError e) {
                failed(e);
                queue.awaitClose(pause(e).toNanos());
            }
        }
        end();
    }

    private Duration pause(Throwable failure) {
        // Each try to load it leaves a copy on the disk, and no try after the first can succeed.
        return StoreFault.kind(failure) == Kind.NATIVE_LIBRARY
                ? Duration.ofDays(365)
                : Duration.ofMillis(backoff.next());
    }

    private Database opened() throws SQLException, IOException {
        Database open = database;
        if (open == null) {
            open = opener.open(suspect);
            suspect = false;
            ids = new SeriesIds();
            database = open;
            role.opened(open);
            watcher.opened(open, ids);
        }
        return open;
    }

    private void round(Database open) throws SQLException {
        if (open.isMoved()) {
            throw new StoreFault.Found(Kind.MOVED, "");
        }
        if (damaged) {
            damaged = false;
            throw new StoreFault.Found(Kind.CORRUPT, "found while reading");
        }
        if (role.isHeld() && !role.isCurrent()) {
            // Another node may have written meanwhile, as after a suspension of this machine.
            role.lose();
            watcher.state(Phase.READER, "");
        }
        if (role.isDue()) {
            role.renew(open);
            if (!(role.isHeld() && mustProve)) {
                worked(open);
            }
        }
        if (!role.isHeld()) {
            refuse(open);
            queue.awaitWrite(role.renewAt() - System.nanoTime());
        } else if (hasWrites()) {
            commit(open);
        } else if (retention.isDue(System.nanoTime())) {
            long deleted = counts.deleted();
            if (transaction(open, connection -> retention.work(connection, open.dialect(), System.nanoTime()))
                    && counts.deleted() > deleted) {
                watcher.deleted();
            }
        } else {
            long next = retention.nextAt() - role.renewAt() < 0 ? retention.nextAt() : role.renewAt();
            queue.awaitWrite(next - System.nanoTime());
        }
    }

    private boolean hasWrites() {
        if (group.isEmpty()) {
            group = new WriteGroup(queue.take(GROUP));
        }
        return !group.isEmpty();
    }

    private void refuse(Database open) throws SQLException {
        if (hasWrites()) {
            String holder = role.holder(open);
            group.fail(new NotWriterException(holder));
            group = WriteGroup.NONE;
            queue.failAll(() -> new NotWriterException(holder));
        }
    }

    private void worked(Database open) throws SQLException {
        String writer = role.holder(open);
        mustProve = false;
        backoff.reset();
        watcher.state(role.isHeld() ? Phase.WRITER : Phase.READER, writer);
        log.up("Candles are kept in " + settings.url().shown());
    }

    /** @return whether it was committed; if not, another node has become the writer */
    private boolean transaction(Database open, WriterRole.Work work) throws SQLException {
        boolean committed = role.transaction(open, work);
        if (open.isMoved()) {
            throw new StoreFault.Found(Kind.MOVED, "");
        }
        if (!committed) {
            worked(open);
        }
        return committed;
    }

    private void commit(Database open) throws SQLException {
        Map<CandleKey, Long> uncommitted = new HashMap<>();
        boolean committed = transaction(open, connection -> uncommitted.putAll(group.write(connection, ids, rows)));
        if (committed) {
            ids.remember(uncommitted);
            // Before the write is acknowledged: who knows of it finds it.
            watcher.committed(group.keys());
            counts.written.add(group.candles());
            group.done();
            group = WriteGroup.NONE;
            worked(open);
        }
    }

    private void failed(Throwable failure) {
        StoreFault fault = StoreFault.of(failure, settings);
        boolean first = !mustProve;
        mustProve |= !group.isEmpty();
        if (fault.kind() == Kind.DATA && !first) {
            // No later try would end otherwise, and all that comes after would wait for ever.
            group.fail(new StoreException(fault.text()));
            group = WriteGroup.NONE;
        }
        counts.faults(fault.kind()).increment();
        log.down(fault.kind(), "Candles are not kept: " + fault.text(), System.nanoTime());
        watcher.down(fault.text());
        role.renewSoon();
        Database open = database;
        if (open == null) {
            return;
        }
        if (StoreFault.needsOpening(fault.kind())) {
            suspect = fault.kind() == Kind.CORRUPT;
            role.lose();
            database = null;
            watcher.closing();
            open.close();
        } else {
            open.dropWriter();
            ids.forget();
        }
    }

    /** Gives up what the database is doing, if that can be: the node stops. From any thread. */
    void abort() {
        aborted = true;
        Database open = database;
        if (open != null) {
            open.abort();
        }
    }

    /** Tells that a reader found the file damaged; from any thread. */
    void suspect() {
        damaged = true;
    }

    private void end() {
        Database open = database;
        if (open != null) {
            try {
                writeLast(open);
                if (!aborted) {
                    role.release(open);
                }
            } catch (SQLException | RuntimeException e) {
                // Another node takes over once the lease has ended.
                LOG.debug("The lease was not given back", e);
            }
        }
        int left = queue.size() + group.size();
        if (left > 0) {
            LOG.warn("{} candles that waited for the database were not kept", left);
        }
        group.fail(closed());
        queue.failAll(StoreLoop::closed);
        if (open != null) {
            // Last: it may wait for a connection that is being opened to a silent server.
            watcher.closing();
            open.close();
        }
        watcher.state(Phase.CLOSED, "");
    }

    private void writeLast(Database open) throws SQLException {
        long deadline = System.nanoTime() + LAST_WRITES_NANOS;
        while (role.isHeld() && !aborted && System.nanoTime() - deadline < 0 && hasWrites()) {
            commit(open);
        }
    }

    private static StoreException closed() {
        return new StoreException("the store of candles was closed");
    }
}
