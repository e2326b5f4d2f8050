package io.tickcast.history.store;

import io.tickcast.config.Settings;
import io.tickcast.history.store.StoreFault.Kind;
import io.tickcast.history.store.StoreState.Phase;
import io.tickcast.log.OutageLog;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.time.Backoff;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of the writer's thread: opens the database and keeps on trying, holds the lease, commits the writes that wait,
 * and deletes what is old.
 */
final class StoreLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(CandleStore.class);

    /** Candles of a transaction, which takes a fraction of the lease's term. */
    private static final int GROUP = 5_000;

    private static final long RENEW_NANOS = WriterLease.TERM.dividedBy(3).toNanos();
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** For what still waits when the node stops. */
    private static final long LAST_WRITES_NANOS = Duration.ofSeconds(2).toNanos();

    private final Opener opener;
    private final Settings.Storage settings;
    private final String name;
    private final String owner;
    private final WriteQueue queue;
    private final CandleRows rows;
    private final Retention retention;
    private final StoreCounts counts;
    private final Watcher watcher;
    private final OutageLog<Kind> log = new OutageLog<>(LOG);
    private final Backoff backoff = new Backoff(SHORTEST_PAUSE, LONGEST_PAUSE, ThreadLocalRandom.current());

    private volatile @Nullable Database database;
    private @Nullable WriterLease lease;
    private WriteGroup group = WriteGroup.NONE;
    private boolean isWriter;
    private boolean suspect;
    /** After a failed commit only a commit shows that it works again: a full disk, for example, can be read. */
    private boolean mustProve;

    private long renewAt = System.nanoTime();
    private volatile boolean damaged;
    private volatile boolean aborted;

    /** Opens the database and makes its tables. */
    @FunctionalInterface
    interface Opener {
        Database open(boolean suspect) throws SQLException, IOException;
    }

    /** The one to tell of changes; on the thread of the writer. */
    interface Watcher {
        void opened(Database database);

        /** It is about to be closed. */
        void closing();

        void state(Phase phase, String writer);

        void down(String text);
    }

    StoreLoop(
            Opener opener,
            Settings.Storage settings,
            String name,
            String owner,
            WriteQueue queue,
            CandleRows rows,
            Retention retention,
            StoreCounts counts,
            Watcher watcher) {
        this.opener = opener;
        this.settings = settings;
        this.name = name;
        this.owner = owner;
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
            database = open;
            lease = new WriterLease(open.dialect(), owner, name);
            renewAt = System.nanoTime();
            watcher.opened(open);
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
        if (System.nanoTime() - renewAt >= 0) {
            renew(open);
        }
        if (!isWriter) {
            refuse(open);
            queue.awaitWrite(renewAt - System.nanoTime());
        } else if (hasWrites()) {
            commit(open);
        } else if (retention.isDue(System.nanoTime())) {
            transaction(open, connection -> retention.work(connection, open.dialect(), System.nanoTime()));
        } else {
            long next = retention.nextAt() - renewAt < 0 ? retention.nextAt() : renewAt;
            queue.awaitWrite(next - System.nanoTime());
        }
    }

    private boolean hasWrites() {
        if (group.isEmpty()) {
            group = new WriteGroup(queue.take(GROUP));
        }
        return !group.isEmpty();
    }

    private WriterLease lease() {
        WriterLease held = lease;
        if (held == null) {
            throw new IllegalStateException("no database is open");
        }
        return held;
    }

    private void renew(Database open) throws SQLException {
        Connection connection = open.writer();
        boolean held = false;
        if (isWriter || lease().isFree(connection, open.dialect())) {
            connection.setAutoCommit(false);
            held = lease().hold(connection);
            connection.commit();
            connection.setAutoCommit(true);
        }
        isWriter = held;
        renewAt = System.nanoTime() + (held ? RENEW_NANOS : LOOK_NANOS);
        if (!held) {
            worked(lease().holder(connection));
        } else if (!mustProve) {
            worked(name);
        }
    }

    private void refuse(Database open) throws SQLException {
        if (hasWrites()) {
            String holder = lease().holder(open.writer());
            group.fail(new NotWriterException(holder));
            group = WriteGroup.NONE;
            queue.failAll(() -> new NotWriterException(holder));
        }
    }

    private void worked(String writer) {
        mustProve = false;
        backoff.reset();
        watcher.state(isWriter ? Phase.WRITER : Phase.READER, writer);
        log.up("Candles are kept in " + settings.url().shown());
    }

    @FunctionalInterface
    private interface Work {
        void in(Connection connection) throws SQLException;
    }

    /** @return whether it was committed; if not, another node has become the writer */
    private boolean transaction(Database open, Work work) throws SQLException {
        Connection connection = open.writer();
        connection.setAutoCommit(false);
        boolean held = lease().hold(connection);
        if (held) {
            work.in(connection);
            connection.commit();
        } else {
            connection.rollback();
        }
        connection.setAutoCommit(true);
        if (open.isMoved()) {
            throw new StoreFault.Found(Kind.MOVED, "");
        }
        if (held) {
            renewAt = System.nanoTime() + RENEW_NANOS;
        } else {
            isWriter = false;
            worked(lease().holder(connection));
        }
        return held;
    }

    private void commit(Database open) throws SQLException {
        Map<CandleKey, Long> uncommitted = new HashMap<>();
        boolean committed =
                transaction(open, connection -> uncommitted.putAll(group.write(connection, open.ids(), rows)));
        if (committed) {
            open.ids().remember(uncommitted);
            counts.written.add(group.candles());
            group.done();
            group = WriteGroup.NONE;
            worked(name);
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
        renewAt = System.nanoTime();
        Database open = database;
        if (open == null) {
            return;
        }
        if (StoreFault.needsOpening(fault.kind())) {
            suspect = fault.kind() == Kind.CORRUPT;
            isWriter = false;
            database = null;
            watcher.closing();
            open.close();
        } else {
            open.dropWriter();
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
                if (isWriter && !aborted) {
                    lease().release(open.writer());
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
        while (isWriter && !aborted && System.nanoTime() - deadline < 0 && hasWrites()) {
            commit(open);
        }
    }

    private static StoreException closed() {
        return new StoreException("the store of candles was closed");
    }
}
