package io.tickcast.feed.kraken;

import io.tickcast.feed.ClientLimits;
import io.tickcast.feed.ExchangeProtocol;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Silence;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Kraken's channel {@code ticker}, version 2: a push for each trade. */
public final class KrakenProtocol extends ExchangeProtocol {
    public static final String EXCHANGE = "kraken";

    /**
     * Kraken tells no rate of messages; Cloudflare in front of it lets about 150 connections of an address through in 10
     * minutes. A message has less than 1 KB.
     */
    static final ClientLimits LIMITS = new ClientLimits(35, Duration.ofMinutes(10), Duration.ofSeconds(1), 2 << 20);

    /** A heartbeat comes after 1 s without a message (recorded: 1.14 s at most). A ticker comes only with a trade. */
    private static final Silence SILENCE = Silence.besideHeartbeats(Duration.ofSeconds(10), Duration.ofMinutes(10));

    private final KrakenRequests requests = new KrakenRequests("ticker", Map.of("event_trigger", "trades"));
    private final KrakenParser parser;

    /** @param demo whether the ticks are the fake exchange's */
    public KrakenProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        this(Instruments.separatedBy("/", symbols), symbolsPerConnection, demo, NodeClock.system());
    }

    KrakenProtocol(Instruments instruments, int symbolsPerConnection, boolean demo, NodeClock clock) {
        super(EXCHANGE, instruments, symbolsPerConnection, LIMITS, SILENCE);
        parser = new KrakenParser(instruments.symbols(), demo, clock);
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
    public void read(Buffer message, long receivedAt, Sink sink) {
        parser.read(message, receivedAt, sink);
    }
}
