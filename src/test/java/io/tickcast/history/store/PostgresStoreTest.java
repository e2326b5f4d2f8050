package io.tickcast.history.store;

import io.tickcast.testing.PostgresServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The store over a PostgreSQL. */
@Tag("service")
class PostgresStoreTest extends StoreContract {
    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    private final String database = SERVER.create();

    @Override
    String url() {
        return SERVER.url(database);
    }

    @Override
    long holes() {
        return Long.parseLong(SERVER.sql(database, "SELECT COUNT(*) FROM tickcast_hole"));
    }
}
