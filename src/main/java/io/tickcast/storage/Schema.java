package io.tickcast.storage;

import io.tickcast.storage.StoreFault.Found;
import io.tickcast.storage.StoreFault.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The tables of the database, brought to the version that this program knows. */
final class Schema {
    /** Of the newest migration. */
    static final int VERSION = 2;

    private static final String HISTORY = "tickcast_schema";

    private Schema() {}

    /**
     * Creates or changes the tables if they are not as they should be.
     *
     * @throws SQLException when they are newer, among others
     */
    static void migrate(DataSource source, Dialect dialect) throws SQLException {
        OptionalInt version = version(source);
        if (version.isPresent() && version.getAsInt() > VERSION) {
            throw new Found(Kind.NEWER, "its tables are of version " + version.getAsInt());
        }
        // Flyway takes a third of a second to find that there is nothing to do.
        if (version.isEmpty() || version.getAsInt() < VERSION) {
            dropUnfinished(source);
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:io/tickcast/storage/" + dialect.folder())
                    .table(HISTORY)
                    // Others may have tables in the same schema.
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .loggers("slf4j")
                    .load()
                    .migrate();
        }
    }

    /** Flyway creates its table before the first row of it, and refuses a table without one. */
    private static void dropUnfinished(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (!hasHistory(connection)) {
                return;
            }
            try (Statement statement = connection.createStatement()) {
                boolean isEmpty;
                try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + HISTORY)) {
                    isEmpty = rows.next() && rows.getLong(1) == 0;
                }
                if (isEmpty) {
                    statement.executeUpdate("DROP TABLE " + HISTORY);
                }
            }
        }
    }

    private static boolean hasHistory(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, connection.getSchema(), HISTORY, null)) {
            return tables.next();
        }
    }

    private static OptionalInt version(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (!hasHistory(connection)) {
                return OptionalInt.empty();
            }
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT MAX(CAST(version AS INTEGER)) FROM " + HISTORY
                            + " WHERE success AND version IS NOT NULL")) {
                return rows.next() ? OptionalInt.of(rows.getInt(1)) : OptionalInt.empty();
            }
        }
    }
}
