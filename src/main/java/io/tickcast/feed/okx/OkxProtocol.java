package io.tickcast.feed.okx;

import io.tickcast.feed.Batches;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Protocol;
import io.tickcast.rest.RestLimits;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** OKX' public channel {@code tickers}: a push for each change, at most ten a second and symbol. */
public final class OkxProtocol implements Protocol {
    public static final String EXCHANGE = "okx";

    /** A quarter of its limit of 20 instrument lists, the least of what it allows, in 2 s. */
    public static final RestLimits REST_LIMITS = RestLimits.requests(10, Duration.ofSeconds(2));

    /** All arguments of a request may have 64 KB together; each has 40 characters beside the name. */
    private static final int ARGUMENTS_PER_REQUEST = 500;

    private static final int CHARACTERS_PER_REQUEST = 20_000;

    /** A connection without traffic for 30 s is closed, and thin pairs push nothing for a minute. */
    private static final KeepAlive PING = new KeepAlive(Duration.ofSeconds(20), "ping");

    private final Instruments instruments;
    private final int symbolsPerConnection;
    private final OkxParser parser;

    /** @param demo whether the ticks are the fake exchange's */
    public OkxProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        this(Instruments.separatedBy("-", symbols), symbolsPerConnection, demo, NodeClock.system());
    }

    OkxProtocol(Instruments instruments, int symbolsPerConnection, boolean demo, NodeClock clock) {
        this.instruments = instruments;
        this.symbolsPerConnection = symbolsPerConnection;
        parser = new OkxParser(instruments.symbols(), demo, clock);
    }

    @Override
    public String exchange() {
        return EXCHANGE;
    }

    @Override
    public int symbolsPerConnection() {
        return symbolsPerConnection;
    }

    @Override
    public Subscription subscription(List<String> symbols) {
        List<String> names = symbols.stream().map(instruments::name).toList();
        return new Subscription(
                "/ws/v5/public",
                Batches.of(names, ARGUMENTS_PER_REQUEST, CHARACTERS_PER_REQUEST).stream()
                        .map(OkxProtocol::subscribe)
                        .toList());
    }

    private static String subscribe(List<String> names) {
        JsonArray arguments = new JsonArray();
        names.forEach(
                name -> arguments.add(new JsonObject().put("channel", "tickers").put("instId", name)));
        return new JsonObject().put("op", "subscribe").put("args", arguments).encode();
    }

    @Override
    public Optional<KeepAlive> keepAlive() {
        return Optional.of(PING);
    }

    @Override
    public void read(Buffer message, long receivedAt, Sink sink) {
        parser.read(message, receivedAt, sink);
    }
}
