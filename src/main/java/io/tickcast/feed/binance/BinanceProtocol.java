package io.tickcast.feed.binance;

import io.tickcast.config.Settings.Channel;
import io.tickcast.feed.Batches;
import io.tickcast.feed.ClientLimits;
import io.tickcast.feed.ExchangeProtocol;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.PastTrades;
import io.tickcast.feed.Silence;
import io.tickcast.rest.RestClient;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Binance's combined streams: each symbol has one of each channel, first ones in the URL, the rest by request. */
public final class BinanceProtocol extends ExchangeProtocol {
    public static final String EXCHANGE = "binance";
    static final String BOOK_STREAM = "@bookTicker";

    /** Streams in the URL and in one SUBSCRIBE. */
    private static final int STREAMS_PER_REQUEST = 200;
    /** A SUBSCRIBE of more than about 4,090 bytes got no answer at all (JKorf/Binance.Net, issue 884). */
    private static final int BYTES_PER_REQUEST = 3_900;
    /** Quotes and comma in a SUBSCRIBE. */
    private static final int BYTES_BESIDE_STREAM = 3;

    /**
     * By Binance's document "WebSocket Streams": 300 connections in 5 minutes and address; 5 messages a second, of which
     * 3 leave room for pongs, which count too. A whole market's tickers are about 1 MiB.
     */
    private static final ClientLimits LIMITS =
            new ClientLimits(70, Duration.ofMinutes(5), Duration.ofMillis(334), 4 << 20);

    /** With tickers each symbol has one a second; without them a quiet market has nothing to say. */
    private static final Silence TRADES_ALONE = new Silence(Duration.ZERO, Duration.ofMinutes(5), false);

    private final List<String> suffixes;
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
        suffixes = channels.stream().sorted().map(BinanceProtocol::suffix).toList();
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
        List<List<String>> requests = requests(symbols);
        String path = requests.get(0).stream()
                .map(stream -> URLEncoder.encode(stream, StandardCharsets.UTF_8).replace("%40", "@"))
                .collect(Collectors.joining("/", "/stream?streams=", ""));
        return new Subscription(path, messages("SUBSCRIBE", requests.subList(1, requests.size())));
    }

    @Override
    public List<String> subscribe(List<String> symbols) {
        return messages("SUBSCRIBE", requests(symbols));
    }

    @Override
    public List<String> unsubscribe(List<String> symbols) {
        return messages("UNSUBSCRIBE", requests(symbols));
    }

    private List<List<String>> requests(List<String> symbols) {
        List<String> streams = symbols.stream()
                .map(symbol -> symbol.toLowerCase(Locale.ROOT))
                .flatMap(symbol -> suffixes.stream().map(suffix -> symbol + suffix))
                .toList();
        return Batches.of(streams, STREAMS_PER_REQUEST, BYTES_PER_REQUEST, BYTES_BESIDE_STREAM);
    }

    private static List<String> messages(String method, List<List<String>> requests) {
        List<String> messages = new ArrayList<>();
        for (List<String> request : requests) {
            messages.add(new JsonObject()
                    .put("method", method)
                    .put("params", new JsonArray(request))
                    .put("id", messages.size() + 1)
                    .encode());
        }
        return messages;
    }

    @Override
    public void read(Buffer message, long receivedAt, Sink sink) {
        parser.read(message, receivedAt, sink);
    }
}
