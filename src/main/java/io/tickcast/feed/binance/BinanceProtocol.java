package io.tickcast.feed.binance;

import io.tickcast.feed.Protocol;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Binance's combined streams: each symbol has its own {@code @ticker}, first ones in the URL, the rest by request. */
final class BinanceProtocol implements Protocol {
    static final String EXCHANGE = "binance";

    /**
     * Limit of streams in the URL and in one SUBSCRIBE: 200 names of usual length make 4 KiB, which every proxy lets
     * through.
     */
    private static final int STREAMS_PER_REQUEST = 200;

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
    public Subscription subscription(List<String> symbols) {
        List<String> streams = symbols.stream()
                .map(symbol -> symbol.toLowerCase(Locale.ROOT) + "@ticker")
                .toList();
        int inPath = Math.min(STREAMS_PER_REQUEST, streams.size());
        String path = streams.subList(0, inPath).stream()
                .map(stream -> URLEncoder.encode(stream, StandardCharsets.UTF_8).replace("%40", "@"))
                .collect(Collectors.joining("/", "/stream?streams=", ""));
        List<String> messages = new ArrayList<>();
        for (int from = inPath; from < streams.size(); from += STREAMS_PER_REQUEST) {
            messages.add(new JsonObject()
                    .put("method", "SUBSCRIBE")
                    .put(
                            "params",
                            new JsonArray(streams.subList(from, Math.min(streams.size(), from + STREAMS_PER_REQUEST))))
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
