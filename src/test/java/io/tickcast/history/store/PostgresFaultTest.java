package io.tickcast.history.store;

import static io.tickcast.history.store.Candles.BTC;
import static io.tickcast.history.store.Candles.candle;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.candle.Candle;
import io.tickcast.testing.Await;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.PostgresProcess;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that is away, slow, read-only, or lets nobody in. */
@Tag("service")
class PostgresFaultTest extends WithStore {
    private PostgresProcess server;

    @BeforeEach
    void start() throws Exception {
        server = PostgresProcess.started();
        server.create("candles");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    String url() {
        return server.url("candles");
    }

    private static void awaitError(CandleStore store, String text) {
        Await.until(
                "its error is " + text + ": " + store.meters().toJson(),
                () -> store.meters().toJson().getString("last_error", "").contains(text));
    }

    @Test
    void writesWaitForAServerThatComesLater() throws Exception {
        server.crash();
        try (LogLines log = new LogLines("io.tickcast.history.store")) {
            CandleStore store = begin("one", Map.of());
            Future<Void> waiting = store.write(List.of(candle(1, "1")));
            awaitState(store, "down");
            awaitError(store, "cannot be reached at storage.url");
            server.start();
            Await.result(waiting);
            assertThat(StoreContract.all(store, BTC)).containsExactly(candle(1, "1"));
            assertThat(log.containing("cannot be reached")).hasSize(1);
            assertThat(log.containing("INFO Candles are kept in postgresql://127.0.0.1:"))
                    .hasSize(1)
                    .noneMatch(line -> line.contains("user="));
        }
    }

    @Test
    void nothingThatWasAcknowledgedIsGoneAfterACrashOfTheServer() throws Exception {
        CandleStore store = writer();
        AtomicInteger became = new AtomicInteger();
        store.onWriter(became::incrementAndGet);
        Await.result(store.write(List.of(candle(1, "1"))));
        server.crash();
        Future<Void> waiting = store.write(List.of(candle(2, "2")));
        awaitState(store, "down");
        server.start();
        Await.result(waiting);
        assertThat(StoreContract.all(store, BTC)).containsExactly(candle(1, "1"), candle(2, "2"));
        // No other node has written meanwhile: there is nothing to be read anew.
        assertThat(became).hasValue(1);
    }

    @Test
    void aServerThatTakesNoWritesIsWaitedFor() {
        CandleStore store = writer();
        server.sql("postgres", "ALTER SYSTEM SET default_transaction_read_only = on");
        server.sql("postgres", "SELECT pg_reload_conf()");
        awaitError(store, "accepts no writes: it is a standby, or read-only");
        Future<Void> waiting = store.write(List.of(candle(1, "1")));
        server.sql("postgres", "ALTER SYSTEM RESET default_transaction_read_only");
        server.sql("postgres", "SELECT pg_reload_conf()");
        Await.result(waiting);
        assertThat(StoreContract.all(store, BTC)).containsExactly(candle(1, "1"));
    }

    @Test
    void aUserWithoutRightsIsTold() {
        server.sql("candles", "CREATE USER guest PASSWORD 'hunter2'; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/candles";
        CandleStore store = begin(
                "one",
                Map.of(
                        "TICKCAST_STORAGE_URL",
                        url,
                        "TICKCAST_STORAGE_USER",
                        "guest",
                        "TICKCAST_STORAGE_PASSWORD",
                        "hunter2"));
        awaitError(store, "storage.user needs the right to create tables");
        server.sql("candles", "GRANT CREATE, USAGE ON SCHEMA public TO guest");
        awaitWriter(store);
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        CandleStore store = begin("one", Map.of("TICKCAST_STORAGE_URL", server.url("nowhere")));
        awaitError(store, "has no such database: create it, or correct storage.url");
        server.create("nowhere");
        awaitWriter(store);
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        CandleStore store = begin("one", Map.of("TICKCAST_STORAGE_TIMEOUT", "1s"));
        awaitWriter(store);
        server.freeze();
        Future<Void> waiting = store.write(List.of(candle(1, "1")));
        awaitState(store, "down");
        server.thaw();
        Await.result(waiting);
        assertThat(StoreContract.all(store, BTC)).containsExactly(candle(1, "1"));
    }

    @Test
    void aServerThatDoesNotAnswerDoesNotKeepANodeFromStopping() {
        CandleStore store = begin("one", Map.of("TICKCAST_STORAGE_TIMEOUT", "5m"));
        awaitWriter(store);
        server.freeze();
        try {
            Future<Void> waiting = store.write(List.of(candle(1, "1")));
            Future<List<Candle>> question = store.read(BTC, 0, Long.MAX_VALUE, 1);

            // The time limit of a server is five minutes, and that of this wait is shorter.
            Await.result(store.close());

            Await.until("both are answered", () -> waiting.isComplete() && question.isComplete());
            assertThat(waiting.failed()).isTrue();
        } finally {
            server.thaw();
        }
    }

    @Test
    void anotherNodeTakesOverFromAKilledOne() throws Exception {
        try (StoreProcess process = StoreProcess.start(url(), 0)) {
            long first = process.acknowledged();
            CandleStore store = begin("two", Map.of());
            awaitState(store, "reader");
            process.kill();
            awaitWriter(store);
            assertThat(StoreContract.all(store, BTC)).containsAll(StoreProcess.batch(first));
        }
    }
}
