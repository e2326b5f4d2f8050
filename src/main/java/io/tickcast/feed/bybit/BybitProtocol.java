package io.tickcast.feed.bybit;

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
import java.util.stream.Stream;

/** Bybit's spot tickers, version 5, and the best bid and ask, which stand in {@code orderbook.1} alone. */
public final class BybitProtocol implements Protocol {
    public static final String EXCHANGE = "bybit";

    /** A quarter of its limit of 600 requests in 5 s. Beyond it an address is shut out for 10 minutes. */
    public static final RestLimits REST_LIMITS = RestLimits.requests(150, Duration.ofSeconds(5));

    /** A request with more arguments is refused as a whole. */
    private static final int ARGUMENTS_PER_REQUEST = 10;

    private static final KeepAlive PING = new KeepAlive(
            Duration.ofSeconds(20), new JsonObject().put("op", "ping").encode());

    private final Instruments instruments;
    private final int symbolsPerConnection;
    private final BybitParser parser;

    /** @param demo whether the ticks are the fake exchange's */
    public BybitProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        this(Instruments.unchanged(symbols), symbolsPerConnection, demo, NodeClock.system());
    }

    BybitProtocol(Instruments instruments, int symbolsPerConnection, boolean demo, NodeClock clock) {
        this.instruments = instruments;
        this.symbolsPerConnection = symbolsPerConnection;
        parser = new BybitParser(instruments.symbols(), demo, clock);
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
        List<String> topics = symbols.stream()
                .map(instruments::name)
                .flatMap(name -> Stream.of(BybitParser.TICKERS + name, BybitParser.BOOK + name))
                .toList();
        return new Subscription(
                "/v5/public/spot",
                Batches.of(topics, ARGUMENTS_PER_REQUEST, Integer.MAX_VALUE).stream()
                        .map(batch -> new JsonObject()
                                .put("op", "subscribe")
                                .put("args", new JsonArray(batch))
                                .encode())
                        .toList());
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
