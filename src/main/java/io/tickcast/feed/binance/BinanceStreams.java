package io.tickcast.feed.binance;

import io.tickcast.feed.Batches;
import io.tickcast.feed.ClientLimits;
import io.tickcast.feed.Subscriptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Combined streams of Binance by their names: first ones in the URL, the rest by message. Binance refuses a whole request
 * for one name, and does not say for which: each request has an id of its own, by which its answer is told from others.
 * Not thread-safe.
 */
public final class BinanceStreams implements Subscriptions {
    /** Beside the feed's attempts: those of two nodes of one address are within Binance's limit. */
    private static final ClientLimits LIMITS = new ClientLimits(
            90,
            BinanceProtocol.LIMITS.window(),
            BinanceProtocol.LIMITS.sendEvery(),
            BinanceProtocol.LIMITS.messageBytes());

    /** Streams in the URL and in one SUBSCRIBE. */
    private static final int STREAMS_PER_REQUEST = 200;
    /** A SUBSCRIBE of more than about 4,090 bytes got no answer at all (JKorf/Binance.Net, issue 884). */
    private static final int BYTES_PER_REQUEST = 3_900;
    /** Quotes and comma in a SUBSCRIBE. */
    private static final int BYTES_BESIDE_STREAM = 3;
    /** Time for the answer to a request, its wait for those before it included. */
    private static final Duration ANSWER_TIME = Duration.ofSeconds(10);

    private final boolean micros;
    private final Map<Integer, Asked> asked = new LinkedHashMap<>();
    /** The requests of the last subscription, until its connection is open. */
    private final Map<Integer, List<String>> unsent = new LinkedHashMap<>();

    private int lastId;
    private boolean pathRefused;

    /** @param at in ns of {@link System#nanoTime()} */
    private record Asked(List<String> streams, long at) {}

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
        unsent.clear();
        if (pathRefused || requests.isEmpty()) {
            return new Subscription(
                    "/stream" + (micros ? "?timeUnit=MICROSECOND" : ""), messages(requests, unsent::put));
        }
        String path = requests.get(0).stream()
                .map(stream -> URLEncoder.encode(stream, StandardCharsets.UTF_8).replace("%40", "@"))
                .collect(Collectors.joining("/", "/stream?streams=", micros ? "&timeUnit=MICROSECOND" : ""));
        return new Subscription(path, messages(requests.subList(1, requests.size()), unsent::put));
    }

    @Override
    public List<String> subscribe(List<String> streams) {
        return messages(requests(streams), this::remember);
    }

    @Override
    public List<String> unsubscribe(List<String> streams) {
        return requests(streams).stream()
                .map(request -> message("UNSUBSCRIBE", request))
                .toList();
    }

    @Override
    public void opened() {
        unsent.forEach(this::remember);
        unsent.clear();
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
        return Optional.ofNullable(asked.remove(id)).map(Asked::streams).orElse(List.of());
    }

    /** Takes the requests that have had no answer for so long: Binance's errors do not always have an id. */
    public List<List<String>> unanswered(long now) {
        List<Asked> late = asked.values().stream()
                .filter(request -> now - request.at() >= ANSWER_TIME.toNanos())
                .toList();
        asked.values().removeAll(late);
        return late.stream().map(Asked::streams).toList();
    }

    /** The connection was lost, and the answers with it. */
    public void lost() {
        asked.clear();
    }

    private static List<List<String>> requests(List<String> streams) {
        return Batches.of(streams, STREAMS_PER_REQUEST, BYTES_PER_REQUEST, BYTES_BESIDE_STREAM);
    }

    private List<String> messages(List<List<String>> requests, BiConsumer<Integer, List<String>> noted) {
        List<String> messages = new ArrayList<>();
        for (List<String> request : requests) {
            messages.add(message("SUBSCRIBE", request));
            noted.accept(lastId, request);
        }
        return messages;
    }

    private String message(String method, List<String> request) {
        lastId++;
        return new JsonObject()
                .put("method", method)
                .put("params", new JsonArray(request))
                .put("id", lastId)
                .encode();
    }

    private void remember(int id, List<String> request) {
        asked.put(id, new Asked(request, System.nanoTime()));
    }
}
