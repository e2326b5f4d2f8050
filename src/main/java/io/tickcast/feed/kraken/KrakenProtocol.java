package io.tickcast.feed.kraken;

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

/** Kraken's channel {@code ticker}, version 2: a push for each trade. */
public final class KrakenProtocol implements Protocol {
    public static final String EXCHANGE = "kraken";

    /** It allows about one request a second. */
    public static final RestLimits REST_LIMITS = RestLimits.requests(1, Duration.ofMillis(1_200));

    /** A request of its own for each symbol would exceed the rate of messages, and its subscription would be lost. */
    private static final int SYMBOLS_PER_REQUEST = 100;

    private final Instruments instruments;
    private final int symbolsPerConnection;
    private final KrakenParser parser;

    /** @param demo whether the ticks are the fake exchange's */
    public KrakenProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        this(Instruments.separatedBy("/", symbols), symbolsPerConnection, demo, NodeClock.system());
    }

    KrakenProtocol(Instruments instruments, int symbolsPerConnection, boolean demo, NodeClock clock) {
        this.instruments = instruments;
        this.symbolsPerConnection = symbolsPerConnection;
        parser = new KrakenParser(instruments.symbols(), demo, clock);
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
                "/v2",
                Batches.of(names, SYMBOLS_PER_REQUEST, Integer.MAX_VALUE).stream()
                        .map(batch -> new JsonObject()
                                .put("method", "subscribe")
                                .put(
                                        "params",
                                        new JsonObject()
                                                .put("channel", "ticker")
                                                .put("symbol", new JsonArray(batch))
                                                .put("event_trigger", "trades"))
                                .encode())
                        .toList());
    }

    @Override
    public void read(Buffer message, long receivedAt, Sink sink) {
        parser.read(message, receivedAt, sink);
    }
}
