package io.tickcast.alert.store;

import io.tickcast.testing.PostgresServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Alerts in a PostgreSQL. */
@Tag("service")
class PostgresAlertStoreTest extends AlertStoreContract {
    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    private final String database = SERVER.create();

    @Override
    String url() {
        return SERVER.url(database);
    }
}
