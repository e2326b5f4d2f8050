package io.tickcast.history;

import io.micrometer.core.instrument.MeterRegistry;
import io.tickcast.metrics.Meters;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** The meters of a node's candles: those of their store, and for each exchange those of the repair. Thread-safe. */
public final class HistoryMeters {
    private final Meters store;
    private final Map<String, Meters> exchanges;

    HistoryMeters(Meters store, Map<String, Meters> exchanges) {
        this.store = store;
        this.exchanges = new TreeMap<>(exchanges);
    }

    /** Registers the meters; to be called once. */
    public void bindTo(MeterRegistry registry) {
        store.bindTo(registry);
        exchanges.values().forEach(meters -> meters.bindTo(registry));
    }

    /** The entries of the status. */
    public JsonObject toJson() {
        JsonObject byExchange = new JsonObject();
        exchanges.forEach((exchange, meters) -> byExchange.put(exchange, meters.toJson()));
        return store.toJson().put("exchanges", byExchange);
    }
}
