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

    /** A request with more arguments is refused as a whole: "args size >10". */
    private static final int TOPICS_PER_REQUEST = 10;
    /** All topics of a connection may have 21,000 characters together (Bybit's document "Connect"). */
    private static final int CHARACTERS_PER_CONNECTION = 20_000;

    private final Map<String, String> symbols;
    private final List<String> topics;
    private final SubscribeRequests requests;

    /**
     * @param symbols our symbol by Bybit's name
     * @param topics  of each symbol, without its name
     */
    BybitRequests(Map<String, String> symbols, List<String> topics) {
        this.symbols = symbols;
        this.topics = List.copyOf(topics);
        requests = new SubscribeRequests(TOPICS_PER_REQUEST / topics.size());
    }

    /** The symbols of each connection, since Bybit limits the length of all their topics together. */
    List<List<String>> connections(List<String> names, int most) {
        int beside = topics.stream().mapToInt(String::length).sum() / topics.size() + 1;
        return Batches.of(names, most, CHARACTERS_PER_CONNECTION / topics.size(), beside);
    }

    List<String> of(List<String> names) {
        return requests.of(names).stream().map(this::subscribe).toList();
    }

    List<String> unsubscribe(List<String> names) {
        return Batches.of(names, TOPICS_PER_REQUEST / topics.size(), Integer.MAX_VALUE, 0).stream()
                .map(batch -> request("unsubscribe", batch))
                .toList();
    }

    private String subscribe(List<String> names) {
        return request("subscribe", names);
    }

    private String request(String operation, List<String> names) {
        JsonArray arguments = new JsonArray();
        names.forEach(name -> topics.forEach(topic -> arguments.add(topic + name)));
        return new JsonObject()
                .put("req_id", names.get(0))
                .put("op", operation)
                .put("args", arguments)
                .encode();
    }

    /**
     * A request was refused.
     *
     * @param id   of the request; may be empty
     * @param text the reason that Bybit gives, which may name a topic
     */
    void refused(String id, String text, Sink sink) {
        String plain = text;
        for (String topic : topics) {
            plain = plain.replace(topic, "");
        }
        Optional<String> named = requests.namedIn(plain);
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
