package io.tickcast.feed.binance;

import io.tickcast.feed.Batches;
import io.tickcast.feed.Protocol.Subscription;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The requests for combined streams: first ones in the URL, the rest by message.
 *
 * @param suffixes of the streams that each symbol has
 */
record StreamRequests(List<String> suffixes) {
    /** Streams in the URL and in one SUBSCRIBE. */
    private static final int STREAMS_PER_REQUEST = 200;
    /** A SUBSCRIBE of more than about 4,090 bytes got no answer at all (JKorf/Binance.Net, issue 884). */
    private static final int BYTES_PER_REQUEST = 3_900;
    /** Quotes and comma in a SUBSCRIBE. */
    private static final int BYTES_BESIDE_STREAM = 3;

    StreamRequests {
        suffixes = List.copyOf(suffixes);
    }

    Subscription subscription(List<String> symbols) {
        List<List<String>> requests = requests(symbols);
        String path = requests.get(0).stream()
                .map(stream -> URLEncoder.encode(stream, StandardCharsets.UTF_8).replace("%40", "@"))
                .collect(Collectors.joining("/", "/stream?streams=", ""));
        return new Subscription(path, messages("SUBSCRIBE", requests.subList(1, requests.size())));
    }

    List<String> subscribe(List<String> symbols) {
        return messages("SUBSCRIBE", requests(symbols));
    }

    List<String> unsubscribe(List<String> symbols) {
        return messages("UNSUBSCRIBE", requests(symbols));
    }

    private List<List<String>> requests(List<String> symbols) {
        List<String> streams = symbols.stream()
                .map(symbol -> symbol.toLowerCase(Locale.ROOT))
                .flatMap(symbol -> suffixes.stream().map(suffix -> symbol + suffix))
                .toList();
        return Batches.of(streams, STREAMS_PER_REQUEST, BYTES_PER_REQUEST, BYTES_BESIDE_STREAM);
    }

    private static List<String> messages(String method, List<List<String>> requests) {
        List<String> messages = new ArrayList<>();
        for (List<String> request : requests) {
            messages.add(new JsonObject()
                    .put("method", method)
                    .put("params", new JsonArray(request))
                    .put("id", messages.size() + 1)
                    .encode());
        }
        return messages;
    }
}
