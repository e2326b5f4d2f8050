package io.tickcast.feed.binance;

import io.tickcast.feed.Batches;
import io.tickcast.feed.ClientLimits;
import io.tickcast.feed.Subscriptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Combined streams of Binance by their names: first ones in the URL, the rest by message. Binance refuses a whole request
 * for one name, and does not say for which: each request has an id of its own, by which its answer is told from others.
 * Not thread-safe.
 */
public final class BinanceStreams implements Subscriptions {
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
    /** Requests that may wait for an answer; those on a connection that was lost never get one. */
    private static final int MAX_ASKED = 4_096;

    private static final String SUBSCRIBE = "SUBSCRIBE";

    private final boolean micros;
    private final Map<Integer, List<String>> asked = new LinkedHashMap<>();
    private int lastId;
    private boolean pathRefused;

    /** @param micros whether times are in µs instead of ms */
    public BinanceStreams(boolean micros) {
        this.micros = micros;
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
        if (pathRefused || requests.isEmpty()) {
            return new Subscription("/stream" + (micros ? "?timeUnit=MICROSECOND" : ""), messages(SUBSCRIBE, requests));
        }
        String path = requests.get(0).stream()
                .map(stream -> URLEncoder.encode(stream, StandardCharsets.UTF_8).replace("%40", "@"))
                .collect(Collectors.joining("/", "/stream?streams=", micros ? "&timeUnit=MICROSECOND" : ""));
        return new Subscription(path, messages(SUBSCRIBE, requests.subList(1, requests.size())));
    }

    @Override
    public List<String> subscribe(List<String> streams) {
        return messages(SUBSCRIBE, requests(streams));
    }

    @Override
    public List<String> unsubscribe(List<String> streams) {
        return messages("UNSUBSCRIBE", requests(streams));
    }

    /** The next handshakes name no stream: a message that is refused can be divided. */
    @Override
    public void pathRefused() {
        pathRefused = true;
    }

    /** A name is asked for no longer, and may have been the one for which a handshake was refused. */
    public void dropped() {
        pathRefused = false;
    }

    /** A request was answered. @return the streams that it was to subscribe; empty: none, or it was answered before */
    public List<String> answered(Object id) {
        return Optional.ofNullable(asked.remove(id)).orElse(List.of());
    }

    private static List<List<String>> requests(List<String> streams) {
        return Batches.of(streams, STREAMS_PER_REQUEST, BYTES_PER_REQUEST, BYTES_BESIDE_STREAM);
    }

    private List<String> messages(String method, List<List<String>> requests) {
        List<String> messages = new ArrayList<>();
        for (List<String> request : requests) {
            lastId++;
            if (method.equals(SUBSCRIBE)) {
                remember(request);
            }
            messages.add(new JsonObject()
                    .put("method", method)
                    .put("params", new JsonArray(request))
                    .put("id", lastId)
                    .encode());
        }
        return messages;
    }

    private void remember(List<String> request) {
        asked.put(lastId, request);
        if (asked.size() > MAX_ASKED) {
            Iterator<Integer> oldest = asked.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
