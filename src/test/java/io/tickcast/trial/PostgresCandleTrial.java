package io.tickcast.trial;

import io.tickcast.testing.PostgresProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The nodes share a server, which crashes now and then. */
class PostgresCandleTrial extends CandleTrial {
    private static final Duration DOWN = Duration.ofSeconds(2);
    private static final String DATABASE = "candles";

    private PostgresProcess server;

    @BeforeEach
    void startServer() throws IOException {
        server = PostgresProcess.started();
        server.create(DATABASE);
    }

    @AfterEach
    void closeServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    Map<String, String> storage() {
        return Map.of("TICKCAST_STORAGE_URL", server.url(DATABASE));
    }

    /** Fewer, since only the database is another one. */
    @Override
    int rounds() {
        return Math.max(1, ROUNDS / 3);
    }

    @Override
    void breakStorage() {
        server.crash();
        WithTrial.pass(DOWN);
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
