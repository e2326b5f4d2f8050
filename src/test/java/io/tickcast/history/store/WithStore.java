package io.tickcast.history.store;

import io.tickcast.config.Settings;
import io.tickcast.storage.SqliteFile.DriveTypes;
import io.tickcast.testing.Await;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Base of the tests of a store over a database. */
@Timeout(300)
abstract class WithStore {
    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final List<CandleStore> stores = new ArrayList<>();

    /** The database of this test, which is empty. */
    abstract String url();

    Settings settings(Map<String, String> others) {
        Map<String, String> all = new HashMap<>(Map.of(
                "TICKCAST_STORAGE_URL", url(),
                "TICKCAST_STORAGE_TIMEOUT", "30s",
                "TICKCAST_HISTORY_RETENTION", ""));
        all.putAll(others);
        return TestSettings.with(all);
    }

    /** A store that has not opened its database yet. */
    CandleStore begin(String node, Map<String, String> others) {
        return keep(CandleStore.open(vertx, settings(others), node));
    }

    CandleStore begin(int mostWaiting, DriveTypes drives) {
        return keep(CandleStore.open(vertx, settings(Map.of()), "one", mostWaiting, drives));
    }

    private CandleStore keep(CandleStore store) {
        stores.add(store);
        return store;
    }

    /** A store that writes. */
    CandleStore writer() {
        return writer("one");
    }

    CandleStore writer(String node) {
        CandleStore store = begin(node, Map.of());
        awaitWriter(store);
        return store;
    }

    static void awaitWriter(CandleStore store) {
        awaitState(store, "writer");
    }

    static void awaitState(CandleStore store, String state) {
        Await.until(
                "the store is " + state + ": " + store.meters().toJson(),
                () -> store.meters().toJson().getString("state").equals(state));
    }

    @AfterEach
    void close() {
        stores.forEach(store -> Await.result(store.close()));
        Await.result(vertx.close());
    }
}
