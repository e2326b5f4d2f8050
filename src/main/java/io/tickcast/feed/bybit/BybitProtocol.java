package io.tickcast.feed.bybit;

import io.tickcast.feed.ClientLimits;
import io.tickcast.feed.ExchangeProtocol;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Silence;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Bybit's spot tickers, version 5, and the best bid and ask, which stand in {@code orderbook.1} alone. */
public final class BybitProtocol extends ExchangeProtocol {
    public static final String EXCHANGE = "bybit";

    /** Bybit asks for a ping each 20 s, and cuts after 10 minutes without one. */
    static final KeepAlive PING = new KeepAlive(
            Duration.ofSeconds(20), new JsonObject().put("op", "ping").encode());

    /** By Bybit's document "Connect": 500 connections in 5 minutes and address. A message has less than 1 KB. */
    static final ClientLimits LIMITS = new ClientLimits(120, Duration.ofMinutes(5), Duration.ofMillis(100), 2 << 20);

    /** The book of each symbol is repeated after 3 s without a change. A ticker comes only with a trade. */
    private static final Silence SILENCE = Silence.besideHeartbeats(Duration.ofSeconds(15), Duration.ofMinutes(10));

    private final BybitRequests requests;
    private final BybitParser parser;

    /** @param demo whether the ticks are the fake exchange's */
    public BybitProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        this(Instruments.unchanged(symbols), symbolsPerConnection, demo, NodeClock.system());
    }

    BybitProtocol(Instruments instruments, int symbolsPerConnection, boolean demo, NodeClock clock) {
        super(EXCHANGE, instruments, symbolsPerConnection, LIMITS, SILENCE);
        requests = new BybitRequests(instruments.symbols(), List.of(BybitRequests.TICKERS, BybitRequests.BOOK));
        parser = new BybitParser(instruments.symbols(), requests, demo, clock);
    }

    @Override
    public List<List<String>> connections(List<String> symbols) {
        return requests.connections(symbols, symbolsPerConnection());
    }

    @Override
    public Subscription subscription(List<String> symbols) {
        return new Subscription("/v5/public/spot", requests.of(instruments().names(symbols)));
    }

    @Override
    public List<String> unsubscribe(List<String> symbols) {
        return requests.unsubscribe(instruments().names(symbols));
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
