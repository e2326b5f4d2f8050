package io.tickcast.feed.bybit;

import io.tickcast.feed.ExchangeProtocol;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Silence;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Bybit's topic {@code kline.1}: a push each 1 to 60 s. */
public final class BybitCandleProtocol extends ExchangeProtocol {
    /** The answer to our ping, each 20 s, shows that a connection is alive. */
    private static final Silence SILENCE = Silence.ofCandles(Duration.ofSeconds(50));

    private final BybitRequests requests;
    private final BybitCandleParser parser;

    /** @param demo whether the candles are the fake exchange's */
    public BybitCandleProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        super(
                BybitProtocol.EXCHANGE,
                Instruments.unchanged(symbols),
                symbolsPerConnection,
                BybitProtocol.LIMITS,
                SILENCE);
        requests = new BybitRequests(instruments().symbols(), List.of(BybitCandleParser.TOPIC));
        parser = new BybitCandleParser(instruments().symbols(), requests, demo);
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
        return Optional.of(BybitProtocol.PING);
    }

    @Override
    public void read(Buffer message, long receivedAt, Sink sink) {
        parser.read(message, sink);
    }
}
