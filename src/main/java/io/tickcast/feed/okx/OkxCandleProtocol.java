package io.tickcast.feed.okx;

import io.tickcast.feed.ExchangeProtocol;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Silence;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** OKX' channel {@code candle1m}, which it has at another address than prices: a push a second while a pair trades. */
public final class OkxCandleProtocol extends ExchangeProtocol {
    /** The pong to our ping shows that a connection is alive. */
    private static final Silence SILENCE = Silence.ofCandles(Duration.ofSeconds(30));

    private final OkxRequests requests = new OkxRequests(OkxCandleParser.CHANNEL);
    private final OkxCandleParser parser;

    /** @param demo whether the candles are the fake exchange's */
    public OkxCandleProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        super(
                OkxProtocol.EXCHANGE,
                Instruments.separatedBy("-", symbols),
                symbolsPerConnection,
                OkxProtocol.LIMITS,
                SILENCE);
        parser = new OkxCandleParser(instruments().symbols(), demo);
    }

    @Override
    public Subscription subscription(List<String> symbols) {
        return new Subscription(
                "/ws/v5/business", requests.of("subscribe", instruments().names(symbols)));
    }

    @Override
    public List<String> unsubscribe(List<String> symbols) {
        return requests.of("unsubscribe", instruments().names(symbols));
    }

    @Override
    public Optional<KeepAlive> keepAlive() {
        return Optional.of(OkxProtocol.PING);
    }

    @Override
    public void read(Buffer message, long receivedAt, Sink sink) {
        parser.read(message, sink);
    }
}
