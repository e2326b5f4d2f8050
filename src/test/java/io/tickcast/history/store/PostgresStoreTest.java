package io.tickcast.history.store;

import io.tickcast.testing.PostgresProcess;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** The store over a PostgreSQL. */
@Tag("service")
class PostgresStoreTest extends StoreContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static PostgresProcess server;

    private final String database = "test" + NUMBER.incrementAndGet();

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

    @BeforeEach
    void create() {
        server.create(database);
    }

    @Override
    String url() {
        return server.url(database);
    }

    @Override
    long holes() {
        return Long.parseLong(server.sql(database, "SELECT COUNT(*) FROM tickcast_hole"));
    }
}
