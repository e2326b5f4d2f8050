package io.tickcast.feed.coinbase;

import io.tickcast.feed.ClientLimits;
import io.tickcast.feed.ExchangeProtocol;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.PastTrades;
import io.tickcast.feed.Silence;
import io.tickcast.rest.RestClient;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The public feed of Coinbase Exchange: its matches, each a trade, and the tickers with the figures of the market. */
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
    private final Optional<PastTrades> pastTrades;

    /** @param demo whether the ticks are the fake exchange's */
    public CoinbaseProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        this(Instruments.separatedBy("-", symbols), symbolsPerConnection, demo, NodeClock.system());
    }

    /** The same, with trades that were missed to be had from the exchange's REST. */
    public CoinbaseProtocol(List<String> symbols, int symbolsPerConnection, boolean demo, RestClient rest) {
        this(Instruments.separatedBy("-", symbols), symbolsPerConnection, demo, NodeClock.system(), Optional.of(rest));
    }

    CoinbaseProtocol(Instruments instruments, int symbolsPerConnection, boolean demo, NodeClock clock) {
        this(instruments, symbolsPerConnection, demo, clock, Optional.empty());
    }

    private CoinbaseProtocol(
            Instruments instruments,
            int symbolsPerConnection,
            boolean demo,
            NodeClock clock,
            Optional<RestClient> rest) {
        super(EXCHANGE, instruments, symbolsPerConnection, LIMITS, SILENCE);
        requests = new CoinbaseRequests(instruments.symbols(), List.of("ticker", "matches"));
        CoinbaseMarkets markets = new CoinbaseMarkets();
        parser = new CoinbaseParser(instruments.symbols(), requests, markets, demo, clock);
        pastTrades = rest.filter(RestClient::isConfigured)
                .map(client -> new CoinbaseTrades(client, instruments, markets, demo));
    }

    @Override
    public Optional<PastTrades> pastTrades() {
        return pastTrades;
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
    public Reader reader() {
        MatchedTickers trades = new MatchedTickers();
        return (message, receivedAt, sink) -> parser.read(message, receivedAt, trades, sink);
    }

    /** Reads a message as the first one of a connection. */
    @Override
    public void read(Buffer message, long receivedAt, Sink sink) {
        reader().read(message, receivedAt, sink);
    }
}
