package io.tickcast.testing;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A PostgreSQL that the tests of a class share, each with a database of its own. */
public final class PostgresServer implements BeforeAllCallback, AfterAllCallback {
    private final AtomicInteger databases = new AtomicInteger();
    private Optional<PostgresProcess> process = Optional.empty();

    /** Skips the tests where it is not installed. */
    @Override
    public void beforeAll(ExtensionContext tests) throws IOException {
        process = Optional.of(PostgresProcess.started());
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        process.ifPresent(PostgresProcess::close);
    }

    /** Creates an empty database. @return its name */
    public String create() {
        String database = "test" + databases.incrementAndGet();
        process.orElseThrow().create(database);
        return database;
    }

    /** For the database of this name, with all rights and no password. */
    public String url(String database) {
        return process.orElseThrow().url(database);
    }

    /** Runs a statement, and gives its answer as text. */
    public String sql(String database, String statement) {
        return process.orElseThrow().sql(database, statement);
    }
}
