package io.tickcast.feed.binance;

import io.tickcast.config.Settings.Channel;
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
import java.util.Set;

/** Binance's combined streams: each symbol has one of each channel, first ones in the URL, the rest by request. */
public final class BinanceProtocol extends ExchangeProtocol {
    public static final String EXCHANGE = "binance";
    static final String BOOK_STREAM = "@bookTicker";

    /**
     * By Binance's document "WebSocket Streams": 300 connections in 5 minutes and address; 5 messages a second, of which
     * 3 leave room for pongs, which count too. A whole market's tickers are about 1 MiB. The relay connects, too: see
     * {@link BinanceStreams}.
     */
    static final ClientLimits LIMITS = new ClientLimits(55, Duration.ofMinutes(5), Duration.ofMillis(334), 4 << 20);

    /** With tickers each symbol has one a second; without them a quiet market has nothing to say. */
    private static final Silence TRADES_ALONE = new Silence(Duration.ZERO, Duration.ofMinutes(5), false);

    private final StreamRequests requests;
    private final StreamParser parser;
    private final Optional<PastTrades> pastTrades;

    /** @param demo whether the ticks are the fake exchange's */
    public BinanceProtocol(List<String> symbols, Set<Channel> channels, int streamsPerConnection, boolean demo) {
        this(symbols, channels, streamsPerConnection, demo, NodeClock.system());
    }

    /** The same, with trades that were missed to be had from the exchange's REST. */
    public BinanceProtocol(
            List<String> symbols, Set<Channel> channels, int streamsPerConnection, boolean demo, RestClient rest) {
        this(symbols, channels, streamsPerConnection, demo, NodeClock.system(), Optional.of(rest));
    }

    /** @param clock by which messages are received */
    BinanceProtocol(
            List<String> symbols, Set<Channel> channels, int streamsPerConnection, boolean demo, NodeClock clock) {
        this(symbols, channels, streamsPerConnection, demo, clock, Optional.empty());
    }

    private BinanceProtocol(
            List<String> symbols,
            Set<Channel> channels,
            int streamsPerConnection,
            boolean demo,
            NodeClock clock,
            Optional<RestClient> rest) {
        super(
                EXCHANGE,
                Instruments.unchanged(symbols),
                Math.max(1, streamsPerConnection / channels.size()),
                LIMITS,
                channels.contains(Channel.TICKER) ? Silence.ofPrices() : TRADES_ALONE);
        requests = new StreamRequests(
                channels.stream().sorted().map(BinanceProtocol::suffix).toList());
        Markets markets = new Markets(channels);
        parser = new StreamParser(EXCHANGE, instruments().symbols(), channels, markets, demo, clock);
        pastTrades = rest.filter(client -> client.isConfigured() && channels.contains(Channel.TRADE))
                .map(client -> new AggTrades(client, markets, demo));
    }

    private static String suffix(Channel channel) {
        return switch (channel) {
            case TICKER -> "@ticker";
            case TRADE -> "@aggTrade";
            case BOOK -> BOOK_STREAM;
        };
    }

    @Override
    public Optional<PastTrades> pastTrades() {
        return pastTrades;
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
        parser.read(message, receivedAt, sink);
    }
}
