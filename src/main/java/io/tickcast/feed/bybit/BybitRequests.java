package io.tickcast.feed.bybit;

import io.tickcast.feed.Batches;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.feed.SubscribeRequests;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bybit's requests to subscribe. A wrong topic may void the whole request, so the others are asked for again. A request
 * has the first of its symbols as its id, which the answer repeats.
 */
final class BybitRequests {
    static final String TICKERS = "tickers.";
    static final String BOOK = "orderbook.1.";
    static final int TOPICS_PER_SYMBOL = 2;

    /** A request with more arguments is refused as a whole: "args size >10". */
    private static final int TOPICS_PER_REQUEST = 10;

    private final Map<String, String> symbols;
    private final SubscribeRequests requests = new SubscribeRequests(TOPICS_PER_REQUEST / TOPICS_PER_SYMBOL);

    /** @param symbols our symbol by Bybit's name */
    BybitRequests(Map<String, String> symbols) {
        this.symbols = symbols;
    }

    List<String> of(List<String> names) {
        return requests.of(names).stream().map(BybitRequests::subscribe).toList();
    }

    static List<String> unsubscribe(List<String> names) {
        return Batches.of(names, TOPICS_PER_REQUEST / TOPICS_PER_SYMBOL, Integer.MAX_VALUE, 0).stream()
                .map(batch -> request("unsubscribe", batch))
                .toList();
    }

    private static String subscribe(List<String> names) {
        return request("subscribe", names);
    }

    private static String request(String operation, List<String> names) {
        JsonArray topics = new JsonArray();
        names.forEach(name -> topics.add(TICKERS + name).add(BOOK + name));
        return new JsonObject()
                .put("req_id", names.get(0))
                .put("op", operation)
                .put("args", topics)
                .encode();
    }

    /**
     * A request was refused.
     *
     * @param id   of the request; may be empty
     * @param text that Bybit gives as the reason, which may name a topic
     */
    void refused(String id, String text, Sink sink) {
        Optional<String> named = requests.namedIn(text.replace(TICKERS, "").replace(BOOK, ""));
        List<String> apart = named.isPresent() ? List.of() : requests.apart(id);
        if (!apart.isEmpty()) {
            sink.refused(text);
            sink.send(apart.stream().map(name -> subscribe(List.of(name))).toList());
            return;
        }
        String wrong = named.orElse(id);
        String symbol = symbols.get(wrong);
        if (symbol == null) {
            sink.refused(text);
            return;
        }
        sink.refused(symbol, text);
        List<String> left = requests.without(wrong);
        if (!left.isEmpty()) {
            sink.send(List.of(subscribe(left)));
        }
    }
}
