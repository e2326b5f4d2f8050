package io.tickcast.alert.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A random name that a database was given when its tables were made: nodes that read the same one share it. */
final class DatabaseId {
    private DatabaseId() {}

    static String read(Connection connection) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement("SELECT MIN(id) FROM tickcast_database");
                ResultSet rows = read.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }
}
