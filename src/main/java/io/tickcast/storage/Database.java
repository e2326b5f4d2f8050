package io.tickcast.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tickcast.config.Settings;
import io.tickcast.storage.SqliteFile.DriveTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open database, whose tables are there: one connection to write with, which belongs to the thread of the writer, and
 * a pool of connections to read with.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** After this time without a sign of life of the node that writes candles another one takes over. */
    public static final Duration WRITER_TERM = Duration.ofSeconds(5);

    /** Readers at once; a query takes milliseconds. */
    public static final int READERS = 2;

    /** The number by which PostgreSQL knows the lock; any that no other program uses. */
    private static final long MIGRATION_LOCK = 7_425_091_801L;

    private final Dialect dialect;
    private final DataSource writing;
    private final String session;
    private final BooleanSupplier isMoved;
    private final HikariDataSource readers;
    private volatile @Nullable Connection writer;

    private Database(
            Dialect dialect,
            DataSource writing,
            DataSource reading,
            String session,
            BooleanSupplier isMoved,
            Settings.Storage settings) {
        this.dialect = dialect;
        this.writing = writing;
        this.session = session;
        this.isMoved = isMoved;
        HikariConfig config = new HikariConfig();
        config.setPoolName("storage-readers");
        config.setDataSource(reading);
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Math.max(250, settings.timeout().toMillis()));
        config.setValidationTimeout(Math.max(250, settings.timeout().toMillis()));
        config.setInitializationFailTimeout(-1);
        config.setTransactionIsolation(dialect.snapshot());
        if (!session.isEmpty()) {
            config.setConnectionInitSql(session);
        }
        readers = new HikariDataSource(config);
    }

    /** @param suspect whether the file was found damaged while it was in use */
    public static Database open(Settings.Storage settings, DriveTypes drives, boolean suspect)
            throws SQLException, IOException {
        Optional<Path> file = settings.url().file();
        if (file.isPresent()) {
            SqliteFile sqlite = new SqliteFile(file.get(), settings.timeout(), drives);
            sqlite.prepare(suspect);
            return new Database(Dialect.SQLITE, sqlite.writing(), sqlite.reading(), "", sqlite::isMoved, settings);
        }
        PostgresServer server = new PostgresServer(settings);
        migrate(server.writing());
        return new Database(
                Dialect.POSTGRESQL, server.writing(), server.reading(), server.session(), () -> false, settings);
    }

    /** Flyway makes its own table before it takes its own lock, so nodes that begin at once would meet there. */
    private static void migrate(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement lock = connection.createStatement()) {
            // Held until the connection is closed.
            lock.execute("SELECT pg_advisory_lock(" + MIGRATION_LOCK + ")");
            Schema.migrate(source, Dialect.POSTGRESQL);
        }
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Whether the path of the file leads to another one now. */
    public boolean isMoved() {
        return isMoved.getAsBoolean();
    }

    /** The connection of the writer, opened anew if the last one failed; in autocommit mode. */
    public Connection writer() throws SQLException {
        Connection open = writer;
        if (open == null) {
            open = writing.getConnection();
            if (!session.isEmpty()) {
                try (Statement statement = open.createStatement()) {
                    statement.execute(session);
                } catch (SQLException e) {
                    quietly(open);
                    throw e;
                }
            }
            writer = open;
        }
        return open;
    }

    /** Gives the connection of the writer up: after a failure it may be broken, or lead to a server that takes no writes. */
    public void dropWriter() {
        Connection open = writer;
        writer = null;
        if (open != null) {
            quietly(open);
        }
    }

    /** Breaks the connection of the writer, so that its thread need not wait for a silent server. From any thread. */
    public void abort() {
        Connection open = writer;
        // A file answers by itself, and its library must not lose a connection that it is using.
        if (open != null && dialect == Dialect.POSTGRESQL) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("A connection could not be broken", e);
            }
        }
    }

    /** It failed already, or is no longer needed. */
    private static void quietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // Nothing is lost: what was not committed was not acknowledged.
        }
    }

    /** A connection to read with, to be closed after use. */
    public Connection reader() throws SQLException {
        return readers.getConnection();
    }

    @Override
    public void close() {
        dropWriter();
        readers.close();
    }
}
