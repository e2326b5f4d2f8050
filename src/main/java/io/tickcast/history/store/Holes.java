package io.tickcast.history.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The rows of known holes: ranges that the exchange was asked for and has no candles of. */
final class Holes {
    private static final String REACHED = "SELECT MIN(from_time), MAX(to_time) FROM tickcast_hole"
            + " WHERE series = ? AND from_time <= ? AND to_time >= ?";
    private static final String REMOVE =
            "DELETE FROM tickcast_hole WHERE series = ? AND from_time <= ? AND to_time >= ?";
    private static final String ADD = "INSERT INTO tickcast_hole (series, from_time, to_time) VALUES (?, ?, ?)";

    private Holes() {}

    /** Adds a range within the transaction, joined with those that it touches: holes do not become many. */
    static void add(Connection connection, long series, TimeRange range) throws SQLException {
        long from = range.from();
        long to = range.to();
        try (PreparedStatement statement = bound(connection, REACHED, series, range.to(), range.from());
                ResultSet rows = statement.executeQuery()) {
            // MIN and MAX of nothing are null, which reads as 0.
            if (rows.next() && rows.getLong(2) != 0) {
                from = Math.min(from, rows.getLong(1));
                to = Math.max(to, rows.getLong(2));
            }
        }
        try (PreparedStatement statement = bound(connection, REMOVE, series, range.to(), range.from())) {
            statement.executeUpdate();
        }
        try (PreparedStatement statement = bound(connection, ADD, series, from, to)) {
            statement.executeUpdate();
        }
    }

    private static PreparedStatement bound(Connection connection, String sql, long... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setLong(i + 1, values[i]);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }
}
