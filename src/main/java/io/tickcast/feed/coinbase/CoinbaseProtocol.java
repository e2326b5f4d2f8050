package io.tickcast.feed.coinbase;

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

/** The public feed of Coinbase Exchange: a ticker for each match, with the open of 24 h. */
public final class CoinbaseProtocol implements Protocol {
    public static final String EXCHANGE = "coinbase";

    /** Less than its limit of 10 requests a second, which others behind the same address share. */
    public static final RestLimits REST_LIMITS = RestLimits.requests(3, Duration.ofSeconds(1));

    /** A request with some 900 products closes the connection. */
    private static final int PRODUCTS_PER_REQUEST = 50;

    private final Instruments instruments;
    private final int symbolsPerConnection;
    private final CoinbaseParser parser;

    /** @param demo whether the ticks are the fake exchange's */
    public CoinbaseProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        this(Instruments.separatedBy("-", symbols), symbolsPerConnection, demo, NodeClock.system());
    }

    CoinbaseProtocol(Instruments instruments, int symbolsPerConnection, boolean demo, NodeClock clock) {
        this.instruments = instruments;
        this.symbolsPerConnection = symbolsPerConnection;
        parser = new CoinbaseParser(instruments.symbols(), demo, clock);
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
        // The heartbeat of each product comes once a second, so that a dead connection is not taken for a quiet market.
        return new Subscription(
                "/",
                Batches.of(names, PRODUCTS_PER_REQUEST, Integer.MAX_VALUE).stream()
                        .map(batch -> new JsonObject()
                                .put("type", "subscribe")
                                .put("product_ids", new JsonArray(batch))
                                .put("channels", new JsonArray().add("ticker").add("heartbeat"))
                                .encode())
                        .toList());
    }

    @Override
    public void read(Buffer message, long receivedAt, Sink sink) {
        parser.read(message, receivedAt, sink);
    }
}
