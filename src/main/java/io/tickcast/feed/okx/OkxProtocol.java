package io.tickcast.feed.okx;

import io.tickcast.feed.ClientLimits;
import io.tickcast.feed.ExchangeProtocol;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Silence;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * OKX' public channel {@code tickers}: a push for each change, at most ten a second and symbol. The channel {@code
 * status} tells of maintenance.
 */
public final class OkxProtocol extends ExchangeProtocol {
    public static final String EXCHANGE = "okx";

    /** A connection without traffic for 30 s is closed with 4004 "No data received in 30s". */
    static final KeepAlive PING = new KeepAlive(Duration.ofSeconds(20), "ping");

    /** By OKX' API guide: 3 connections a second and address. A message has less than 1 KB. */
    static final ClientLimits LIMITS = new ClientLimits(1, Duration.ofSeconds(1), Duration.ofMillis(250), 2 << 20);

    /**
     * A pair without a change is pushed after 60 s (recorded: 59.6 to 60.4 s), so that a connection of thin pairs is
     * silent for longer than {@code feed.data-timeout}. The pong to our ping shows that it is alive.
     */
    private static final Silence SILENCE = Silence.besideHeartbeats(Duration.ofSeconds(30), Duration.ofSeconds(90));

    private final OkxRequests requests = new OkxRequests("tickers");
    private final OkxParser parser;

    /** @param demo whether the ticks are the fake exchange's */
    public OkxProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        this(Instruments.separatedBy("-", symbols), symbolsPerConnection, demo, NodeClock.system());
    }

    OkxProtocol(Instruments instruments, int symbolsPerConnection, boolean demo, NodeClock clock) {
        super(EXCHANGE, instruments, symbolsPerConnection, LIMITS, SILENCE);
        parser = new OkxParser(instruments.symbols(), demo, clock);
    }

    @Override
    public Subscription subscription(List<String> symbols) {
        List<String> messages = new ArrayList<>(subscribe(symbols));
        messages.add(OkxRequests.subscribe(OkxStatus.CHANNEL));
        return new Subscription("/ws/v5/public", messages);
    }

    @Override
    public List<String> subscribe(List<String> symbols) {
        return requests.of("subscribe", instruments().names(symbols));
    }

    @Override
    public List<String> unsubscribe(List<String> symbols) {
        return requests.of("unsubscribe", instruments().names(symbols));
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
