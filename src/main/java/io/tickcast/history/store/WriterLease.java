package io.tickcast.history.store;

import io.tickcast.storage.Database;
import io.tickcast.storage.Dialect;
import io.tickcast.storage.StoreFault;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The right of one node to write to the database, a row of it. It ends by the database's clock when it is not renewed.
 * Belongs to the thread of the writer.
 */
final class WriterLease {
    /** Another node takes over after this time, and one renewal more. */
    static final Duration TERM = Database.WRITER_TERM;

    private final String owner;
    private final String name;
    private final String take;
    private final String release;

    /**
     * @param owner unique among all nodes, also those that were started before
     * @param name  of this node, for others to show
     */
    WriterLease(Dialect dialect, String owner, String name) {
        this.owner = owner;
        this.name = name;
        String now = dialect.millis();
        long term = TERM.toMillis();
        // A term that ends later than one of now would is from before the clock was set back.
        take = "UPDATE tickcast_writer SET owner = ?, name = ?, until = " + now + " + " + term
                + " WHERE id IN (SELECT id FROM tickcast_writer WHERE owner = ? OR until < " + now + " OR until > "
                + now + " + " + term + dialect.ifFree() + ")";
        release = "UPDATE tickcast_writer SET until = 0 WHERE owner = ?";
    }

    /**
     * Takes the lease, or renews it, within the transaction. Until its end no other node can take it.
     *
     * @return whether this node is the writer
     */
    boolean hold(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(take)) {
            statement.setString(1, owner);
            statement.setString(2, name);
            statement.setString(3, owner);
            return statement.executeUpdate() == 1;
        }
    }

    /** Lets another node take over at once. */
    void release(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(release)) {
            statement.setString(1, owner);
            statement.executeUpdate();
        }
    }

    /** The holder, as it calls itself. */
    String holder(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT name FROM tickcast_writer");
                ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new StoreFault.Found(StoreFault.Kind.NO_TABLES, "tickcast_writer is empty");
            }
            return rows.getString(1);
        }
    }

    /** Whether this node may hold it, asked without a write so that followers do not disturb the writer. */
    boolean isFree(Connection connection, Dialect dialect) throws SQLException {
        String now = dialect.millis();
        String query = "SELECT COUNT(*) FROM tickcast_writer WHERE owner = ? OR until < " + now + " OR until > " + now
                + " + " + TERM.toMillis();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, owner);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getLong(1) > 0;
            }
        }
    }
}
