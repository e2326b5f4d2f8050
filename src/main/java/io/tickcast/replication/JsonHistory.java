package io.tickcast.replication;

import io.tickcast.sse.replay.HistoryPage;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** A history whose pages are JSON. */
abstract class JsonHistory<T> extends HistoryExchange<T> {
    /** More than any node keeps. */
    private static final int MAX_ENTRIES = 100_000;

    private final String name;
    private final Function<T, JsonObject> toJson;
    private final Function<JsonObject, T> fromJson;

    /** @param name of the entries, in the plural */
    JsonHistory(Vertx vertx, String name, Function<T, JsonObject> toJson, Function<JsonObject, T> fromJson) {
        super(vertx, "the " + name + " that %s has kept", "." + name, MAX_ENTRIES);
        this.name = name;
        this.toJson = toJson;
        this.fromJson = fromJson;
    }

    @Override
    final JsonObject encode(HistoryPage<T> page) {
        return new JsonObject()
                .put(name, new JsonArray(page.entries().stream().map(toJson).toList()))
                .put("covers_from", page.coversFrom())
                .put("next", page.next())
                .put("complete", page.complete());
    }

    @Override
    final HistoryPage<T> decode(Object message) {
        try {
            JsonObject json = (JsonObject) message;
            return new HistoryPage<>(
                    json.getJsonArray(name).stream()
                            .map(entry -> fromJson.apply((JsonObject) entry))
                            .toList(),
                    json.getLong("covers_from"),
                    json.getLong("next"),
                    json.getBoolean("complete"));
        } catch (NullPointerException | ClassCastException e) {
            throw new IllegalArgumentException("Not a page of " + name, e);
        }
    }
}
