package io.tickcast.feed.coinbase;

import io.tickcast.feed.ExchangeProtocol;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Silence;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;

/** Coinbase Exchange's channel {@code matches}, of whose trades candles are made: it has no channel of candles. */
public final class CoinbaseCandleProtocol extends ExchangeProtocol {
    /** Each product has a heartbeat a second. */
    private static final Silence SILENCE = Silence.ofCandles(Duration.ofSeconds(10));

    private final CoinbaseRequests requests;
    private final MatchParser parser;

    /** @param demo whether the trades are the fake exchange's */
    public CoinbaseCandleProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        this(symbols, symbolsPerConnection, demo, NodeClock.system());
    }

    CoinbaseCandleProtocol(List<String> symbols, int symbolsPerConnection, boolean demo, NodeClock clock) {
        super(
                CoinbaseProtocol.EXCHANGE,
                Instruments.separatedBy("-", symbols),
                symbolsPerConnection,
                CoinbaseProtocol.LIMITS,
                SILENCE);
        requests = new CoinbaseRequests(instruments().symbols(), List.of("matches"));
        parser = new MatchParser(instruments().symbols(), requests, demo, clock);
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
