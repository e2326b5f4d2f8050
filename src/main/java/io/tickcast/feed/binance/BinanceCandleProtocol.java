package io.tickcast.feed.binance;

import io.tickcast.feed.ExchangeProtocol;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Silence;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;

/** Binance's combined streams of klines: one frame in 2 s while a symbol trades, and one at the end of each minute. */
public final class BinanceCandleProtocol extends ExchangeProtocol {
    /** Beside pings, Binance sends nothing but klines. */
    private static final Silence SILENCE = Silence.ofCandles(Duration.ZERO);

    private final StreamRequests requests = new StreamRequests(List.of("@kline_1m"));
    private final KlineParser parser;

    /** @param demo whether the candles are the fake exchange's */
    public BinanceCandleProtocol(List<String> symbols, int streamsPerConnection, boolean demo) {
        super(
                BinanceProtocol.EXCHANGE,
                Instruments.unchanged(symbols),
                streamsPerConnection,
                BinanceProtocol.LIMITS,
                SILENCE);
        parser = new KlineParser(instruments().symbols(), demo);
    }

    @Override
    public Subscription subscription(List<String> symbols) {
        return requests.subscription(symbols);
    }

    @Override
    public List<String> subscribe(List<String> symbols) {
        return requests.subscribe(symbols);
    }

    @Override
    public List<String> unsubscribe(List<String> symbols) {
        return requests.unsubscribe(symbols);
    }

    @Override
    public void read(Buffer message, long receivedAt, Sink sink) {
        parser.read(message, sink);
    }
}
