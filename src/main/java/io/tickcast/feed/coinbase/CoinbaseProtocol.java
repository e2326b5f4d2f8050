package io.tickcast.feed.coinbase;

import io.tickcast.feed.ClientLimits;
import io.tickcast.feed.ExchangeProtocol;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Silence;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;

/** The public feed of Coinbase Exchange: a ticker for each match, with the open of 24 h. */
public final class CoinbaseProtocol extends ExchangeProtocol {
    public static final String EXCHANGE = "coinbase";

    /**
     * By Coinbase's document "Rate limits": 8 connections a second and address, and 100 messages a second. A message has
     * less than 1 KB.
     */
    static final ClientLimits LIMITS = new ClientLimits(2, Duration.ofSeconds(1), Duration.ofMillis(50), 2 << 20);

    /** Each product has a heartbeat a second. A ticker comes only with a trade. */
    private static final Silence SILENCE = Silence.besideHeartbeats(Duration.ofSeconds(10), Duration.ofMinutes(10));

    private final CoinbaseRequests requests;
    private final CoinbaseParser parser;

    /** @param demo whether the ticks are the fake exchange's */
    public CoinbaseProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        this(Instruments.separatedBy("-", symbols), symbolsPerConnection, demo, NodeClock.system());
    }

    CoinbaseProtocol(Instruments instruments, int symbolsPerConnection, boolean demo, NodeClock clock) {
        super(EXCHANGE, instruments, symbolsPerConnection, LIMITS, SILENCE);
        requests = new CoinbaseRequests(instruments.symbols(), "ticker");
        parser = new CoinbaseParser(instruments.symbols(), requests, demo, clock);
    }

    @Override
    public Subscription subscription(List<String> symbols) {
        return new Subscription("/", requests.of(instruments().names(symbols)));
    }

    @Override
    public List<String> unsubscribe(List<String> symbols) {
        return requests.unsubscribe(instruments().names(symbols));
    }

    @Override
    public void read(Buffer message, long receivedAt, Sink sink) {
        parser.read(message, receivedAt, sink);
    }
}
