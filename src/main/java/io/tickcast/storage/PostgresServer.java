package io.tickcast.storage;

import io.tickcast.config.Settings;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to PostgreSQL, none of which can hang for longer than {@code storage.timeout}. */
final class PostgresServer {
    private final Settings.Storage settings;

    PostgresServer(Settings.Storage settings) {
        this.settings = settings;
    }

    /** For the one writer: to the server that takes writes, when the URL names several. */
    DataSource writing() throws SQLException {
        return source("primary");
    }

    /** For readers: a standby is better than nothing. */
    DataSource reading() throws SQLException {
        return source("preferPrimary");
    }

    private DataSource source(String target) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.url().text());
        if (!settings.user().isEmpty()) {
            source.setUser(settings.user());
        }
        if (!settings.password().isEmpty()) {
            source.setPassword(settings.password());
        }
        int seconds = seconds(settings.timeout());
        source.setConnectTimeout(seconds);
        source.setLoginTimeout(seconds);
        // Also ends a hanging test of a connection.
        source.setSocketTimeout(seconds);
        source.setTcpKeepAlive(true);
        source.setApplicationName("tickcast");
        source.setReWriteBatchedInserts(true);
        if (!settings.url().text().contains(PGProperty.TARGET_SERVER_TYPE.getName() + "=")) {
            source.setProperty(PGProperty.TARGET_SERVER_TYPE, target);
        }
        return source;
    }

    private static int seconds(Duration timeout) {
        return (int) Math.max(1, timeout.plusMillis(999).toSeconds());
    }

    /**
     * Statements for a new connection. A node that is frozen within a transaction keeps others from writing until the
     * server ends it.
     */
    String session() {
        long millis = settings.timeout().toMillis();
        return "SET lock_timeout = " + millis + "; SET idle_in_transaction_session_timeout = "
                + 2 * Database.WRITER_TERM.toMillis() + "; SET synchronous_commit = on";
    }
}
