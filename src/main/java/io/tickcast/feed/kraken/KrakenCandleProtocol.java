package io.tickcast.feed.kraken;

import io.tickcast.feed.ExchangeProtocol;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Silence;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Kraken's channel {@code ohlc}, version 2: the last candles at first, then a push for each trade. */
public final class KrakenCandleProtocol extends ExchangeProtocol {
    /** A heartbeat comes after 1 s without a message. */
    private static final Silence SILENCE = Silence.ofCandles(Duration.ofSeconds(10));

    private final KrakenRequests requests = new KrakenRequests(KrakenCandleReader.CHANNEL, Map.of("interval", 1));
    private final boolean demo;

    /** @param demo whether the candles are the fake exchange's */
    public KrakenCandleProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        super(
                KrakenProtocol.EXCHANGE,
                Instruments.separatedBy("/", symbols),
                symbolsPerConnection,
                KrakenProtocol.LIMITS,
                SILENCE);
        this.demo = demo;
    }

    @Override
    public Subscription subscription(List<String> symbols) {
        return new Subscription("/v2", requests.of("subscribe", instruments().names(symbols)));
    }

    @Override
    public List<String> unsubscribe(List<String> symbols) {
        return requests.of("unsubscribe", instruments().names(symbols));
    }

    @Override
    public Reader reader() {
        return new KrakenCandleReader(instruments().symbols(), demo);
    }

    /** Reads a message as the first one of a connection. */
    @Override
    public void read(Buffer message, long receivedAt, Sink sink) {
        reader().read(message, receivedAt, sink);
    }
}
