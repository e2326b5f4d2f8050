package io.tickcast.alert.store;

import io.tickcast.testing.PostgresProcess;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Alerts in a PostgreSQL. */
@Tag("service")
class PostgresAlertStoreTest extends AlertStoreContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static PostgresProcess server;

    private final String database = "alerts" + NUMBER.incrementAndGet();

    @BeforeAll
    static void start() throws Exception {
        server = PostgresProcess.started();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** Before the store is opened. */
    PostgresAlertStoreTest() {
        server.create(database);
    }

    @Override
    String url() {
        return server.url(database);
    }
}
