package io.tickcast.alert.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** A random name that a database keeps: nodes that read the same one share it. */
final class DatabaseId {
    private DatabaseId() {}

    static String read(Connection connection) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(
                "INSERT INTO tickcast_database (id) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM tickcast_database)")) {
            add.setString(1, UUID.randomUUID().toString());
            add.executeUpdate();
        }
        // Two nodes that begin at once may both have added one.
        try (PreparedStatement read = connection.prepareStatement("SELECT MIN(id) FROM tickcast_database");
                ResultSet rows = read.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }
}
