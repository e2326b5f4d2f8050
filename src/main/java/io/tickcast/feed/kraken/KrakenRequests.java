package io.tickcast.feed.kraken;

import io.tickcast.feed.Batches;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Kraken's requests to subscribe a channel, and to leave it.
 *
 * @param options parameters beside the channel and the symbols
 */
record KrakenRequests(String channel, Map<String, Object> options) {
    /** A request of its own for each symbol would exceed the rate of messages, and its subscription would be lost. */
    private static final int SYMBOLS_PER_REQUEST = 100;

    KrakenRequests {
        options = Map.copyOf(options);
    }

    /** @param symbols Kraken's names */
    List<String> of(String method, List<String> symbols) {
        return Batches.of(symbols, SYMBOLS_PER_REQUEST, Integer.MAX_VALUE, 0).stream()
                .map(batch -> request(method, batch))
                .toList();
    }

    private String request(String method, List<String> symbols) {
        JsonObject parameters = new JsonObject().put("channel", channel).put("symbol", new JsonArray(symbols));
        options.forEach(parameters::put);
        return new JsonObject().put("method", method).put("params", parameters).encode();
    }
}
