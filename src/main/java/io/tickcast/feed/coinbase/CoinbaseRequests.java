package io.tickcast.feed.coinbase;

import io.tickcast.feed.Batches;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.feed.SubscribeRequests;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Coinbase's requests to subscribe. A wrong product voids the whole request, so the others are asked for again. */
final class CoinbaseRequests {
    /** A request with some 900 products closes the connection (ccxt, issue 26508). */
    private static final int PRODUCTS_PER_REQUEST = 50;

    private final Map<String, String> symbols;
    private final List<String> channels;
    private final SubscribeRequests requests = new SubscribeRequests(PRODUCTS_PER_REQUEST);

    /**
     * @param symbols  our symbol by Coinbase's name
     * @param channels beside the heartbeats
     */
    CoinbaseRequests(Map<String, String> symbols, List<String> channels) {
        this.symbols = symbols;
        this.channels = List.copyOf(channels);
    }

    List<String> of(List<String> products) {
        return requests.of(products).stream().map(this::subscribe).toList();
    }

    List<String> unsubscribe(List<String> products) {
        return Batches.of(products, PRODUCTS_PER_REQUEST, Integer.MAX_VALUE, 0).stream()
                .map(batch -> request("unsubscribe", batch))
                .toList();
    }

    private String subscribe(List<String> products) {
        return request("subscribe", products);
    }

    /** The heartbeat of each product comes once a second, so that a dead connection is not taken for a quiet market. */
    private String request(String type, List<String> products) {
        return new JsonObject()
                .put("type", type)
                .put("product_ids", new JsonArray(products))
                .put("channels", new JsonArray(channels).copy().add("heartbeat"))
                .encode();
    }

    /** A request was refused for this reason, which names the product. */
    void refused(String reason, Sink sink) {
        requests.namedIn(reason)
                .ifPresentOrElse(product -> refusedFor(product, reason, sink), () -> sink.refused(reason));
    }

    private void refusedFor(String product, String reason, Sink sink) {
        sink.refused(symbols.getOrDefault(product, product), reason);
        List<String> left = requests.without(product);
        if (!left.isEmpty()) {
            sink.send(List.of(subscribe(left)));
        }
    }
}
