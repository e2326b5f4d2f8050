package io.tickcast.feed.binance;

import io.tickcast.feed.Batches;
import io.tickcast.feed.ClientLimits;
import io.tickcast.feed.Protocol;
import io.tickcast.feed.Silence;
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
import java.util.stream.Collectors;

/** Binance's combined streams: each symbol has its own {@code @ticker}, first ones in the URL, the rest by request. */
final class BinanceProtocol implements Protocol {
    static final String EXCHANGE = "binance";

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

    private final int symbolsPerConnection;
    private final TickerParser parser;

    /** @param demo whether the ticks are the fake exchange's */
    BinanceProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        this(symbols, symbolsPerConnection, demo, NodeClock.system());
    }

    /** @param clock by which messages are received */
    BinanceProtocol(List<String> symbols, int symbolsPerConnection, boolean demo, NodeClock clock) {
        this.symbolsPerConnection = symbolsPerConnection;
        parser = new TickerParser(EXCHANGE, symbols, demo, clock);
    }

    @Override
    public String exchange() {
        return EXCHANGE;
    }

    @Override
    public int symbolsPerConnection() {
        return symbolsPerConnection;
    }

    @Override
    public ClientLimits limits() {
        return LIMITS;
    }

    /** Each symbol has a ticker a second. */
    @Override
    public Silence silence() {
        return Silence.ofPrices();
    }

    @Override
    public Subscription subscription(List<String> symbols) {
        List<String> streams = symbols.stream()
                .map(symbol -> symbol.toLowerCase(Locale.ROOT) + "@ticker")
                .toList();
        List<List<String>> requests = Batches.of(streams, STREAMS_PER_REQUEST, BYTES_PER_REQUEST, BYTES_BESIDE_STREAM);
        String path = requests.get(0).stream()
                .map(stream -> URLEncoder.encode(stream, StandardCharsets.UTF_8).replace("%40", "@"))
                .collect(Collectors.joining("/", "/stream?streams=", ""));
        List<String> messages = new ArrayList<>();
        for (List<String> request : requests.subList(1, requests.size())) {
            messages.add(new JsonObject()
                    .put("method", "SUBSCRIBE")
                    .put("params", new JsonArray(request))
                    .put("id", messages.size() + 1)
                    .encode());
        }
        return new Subscription(path, messages);
    }

    @Override
    public void read(Buffer message, long receivedAt, Sink sink) {
        parser.read(message, receivedAt, sink);
    }
}
