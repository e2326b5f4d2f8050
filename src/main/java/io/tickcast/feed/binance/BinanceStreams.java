package io.tickcast.feed.binance;

import io.tickcast.feed.Batches;
import io.tickcast.feed.ClientLimits;
import io.tickcast.feed.Subscriptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Combined streams of Binance by their names: first ones in the URL, the rest by message. */
public enum BinanceStreams implements Subscriptions {
    /** With times in ms. */
    MILLIS(""),
    /** With times in µs. */
    MICROS("&timeUnit=MICROSECOND");

    /** Beside the feed's attempts: together they are a quarter of Binance's limit, twice. */
    private static final ClientLimits LIMITS = new ClientLimits(
            20,
            BinanceProtocol.LIMITS.window(),
            BinanceProtocol.LIMITS.sendEvery(),
            BinanceProtocol.LIMITS.messageBytes());

    /** Streams in the URL and in one SUBSCRIBE. */
    private static final int STREAMS_PER_REQUEST = 200;
    /** A SUBSCRIBE of more than about 4,090 bytes got no answer at all (JKorf/Binance.Net, issue 884). */
    private static final int BYTES_PER_REQUEST = 3_900;
    /** Quotes and comma in a SUBSCRIBE. */
    private static final int BYTES_BESIDE_STREAM = 3;

    private final String parameters;

    BinanceStreams(String parameters) {
        this.parameters = parameters;
    }

    @Override
    public String exchange() {
        return BinanceProtocol.EXCHANGE;
    }

    @Override
    public ClientLimits limits() {
        return LIMITS;
    }

    @Override
    public Subscription subscription(List<String> streams) {
        List<List<String>> requests = requests(streams);
        String path = requests.get(0).stream()
                .map(stream -> URLEncoder.encode(stream, StandardCharsets.UTF_8).replace("%40", "@"))
                .collect(Collectors.joining("/", "/stream?streams=", parameters));
        return new Subscription(path, messages("SUBSCRIBE", requests.subList(1, requests.size())));
    }

    @Override
    public List<String> subscribe(List<String> streams) {
        return messages("SUBSCRIBE", requests(streams));
    }

    @Override
    public List<String> unsubscribe(List<String> streams) {
        return messages("UNSUBSCRIBE", requests(streams));
    }

    private static List<List<String>> requests(List<String> streams) {
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
