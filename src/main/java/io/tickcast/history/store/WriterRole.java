package io.tickcast.history.store;

import io.tickcast.storage.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The right of this node to write to the open database: takes the lease, renews it, and commits nothing without it. For
 * the writer's thread.
 */
final class WriterRole {
    private static final long TERM_NANOS = WriterLease.TERM.toNanos();
    private static final long RENEW_NANOS = WriterLease.TERM.dividedBy(3).toNanos();
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final String name;
    private final String owner;
    private @Nullable WriterLease lease;
    private boolean isHeld;
    private volatile long heldAt = System.nanoTime();
    private long renewAt = System.nanoTime();

    /** The statements of a transaction. */
    @FunctionalInterface
    interface Work {
        void in(Connection connection) throws SQLException;
    }

    /**
     * @param name  of this node, for people
     * @param owner of the lease: no other node and no other start has it
     */
    WriterRole(String name, String owner) {
        this.name = name;
        this.owner = owner;
    }

    /** Another database is open, whose writer is not known. */
    void opened(Database database) {
        lease = new WriterLease(database.dialect(), owner, name);
        isHeld = false;
        renewSoon();
    }

    private WriterLease lease() {
        WriterLease known = lease;
        if (known == null) {
            throw new IllegalStateException("no database is open");
        }
        return known;
    }

    /** Whether this node writes, as far as it knows. */
    boolean isHeld() {
        return isHeld;
    }

    /** Whether no other node can have written since this one did; from any thread. */
    boolean isCurrent() {
        return System.nanoTime() - heldAt < TERM_NANOS;
    }

    /** By {@link System#nanoTime}. */
    long renewAt() {
        return renewAt;
    }

    boolean isDue() {
        return System.nanoTime() - renewAt >= 0;
    }

    void renewSoon() {
        renewAt = System.nanoTime();
    }

    void lose() {
        isHeld = false;
    }

    /** Holds the lease for another term, or looks whether it is free. */
    void renew(Database open) throws SQLException {
        Connection connection = open.writer();
        boolean held = false;
        if (isHeld || lease().isFree(connection, open.dialect())) {
            connection.setAutoCommit(false);
            held = lease().hold(connection);
            connection.commit();
            connection.setAutoCommit(true);
        }
        isHeld = held;
        heldAt = held ? System.nanoTime() : heldAt;
        renewAt = System.nanoTime() + (held ? RENEW_NANOS : LOOK_NANOS);
    }

    /** @return whether it was committed; if not, another node has become the writer */
    boolean transaction(Database open, Work work) throws SQLException {
        Connection connection = open.writer();
        connection.setAutoCommit(false);
        isHeld = lease().hold(connection);
        if (isHeld) {
            work.in(connection);
            connection.commit();
        } else {
            connection.rollback();
        }
        connection.setAutoCommit(true);
        if (isHeld) {
            heldAt = System.nanoTime();
            renewAt = heldAt + RENEW_NANOS;
        }
        return isHeld;
    }

    /** The name of the node that writes. */
    String holder(Database open) throws SQLException {
        return isHeld ? name : lease().holder(open.writer());
    }

    /** Lets another node write at once. */
    void release(Database open) throws SQLException {
        if (isHeld) {
            lease().release(open.writer());
        }
    }
}
