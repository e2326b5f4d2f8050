package io.tickcast.rest;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The REST clients of a node, by the exchange. Thread-safe. */
public record RestClients(Map<String, RestClient> byExchange) {
    /** The clients of a node that asks no exchange. */
    public static final RestClients NONE = new RestClients(Map.of());

    public RestClients {
        byExchange = Map.copyOf(byExchange);
    }

    public Optional<RestClient> of(String exchange) {
        return Optional.ofNullable(byExchange.get(exchange));
    }

    /** Registers the meters of all; to be called once. */
    public void bindTo(MeterRegistry registry) {
        byExchange.values().forEach(client -> client.meters().bindTo(registry));
    }

    /** The numbers of each, for the status. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        new TreeMap<>(byExchange)
                .forEach(
                        (exchange, client) -> json.put(exchange, client.meters().toJson()));
        return json;
    }

    public Future<Void> close() {
        return Future.join(byExchange.values().stream().map(RestClient::close).toList())
                .mapEmpty();
    }
}
