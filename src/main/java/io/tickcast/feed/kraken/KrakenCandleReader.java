package io.tickcast.feed.kraken;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.feed.CandleAssembler;
import io.tickcast.feed.CandleTimes;
import io.tickcast.feed.MessageReader;
import io.tickcast.feed.Protocol;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleField;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the candles of one connection to Kraken, which does not say when one is closed: it is when a newer one of its
 * symbol has come on the same connection. One that was open when a connection broke may have changed since. Not
 * thread-safe.
 */
final class KrakenCandleReader implements Protocol.Reader, MessageReader.Fields {
    static final String CHANNEL = "ohlc";

    private final MessageReader reader = new MessageReader();
    private final CandleAssembler candle;
    private final Map<String, String> symbols;
    private final CandleTimes times = new CandleTimes();
    private final Map<String, Candle> newest = new HashMap<>();

    // Of the message being read.
    private final KrakenControl control = new KrakenControl();

    KrakenCandleReader(Map<String, String> symbols, boolean demo) {
        this.symbols = symbols;
        candle = new CandleAssembler(KrakenProtocol.EXCHANGE, symbols, demo);
    }

    @Override
    public void read(Buffer message, long receivedAt, Sink sink) {
        candle.clear();
        control.clear();
        int unknown;
        try {
            unknown = reader.read(message, this);
        } catch (IOException e) {
            sink.malformed(MessageReader.reason(e));
            return;
        }
        if (!control.isOf(CHANNEL)) {
            control.conclude(sink);
            return;
        }
        List<Candle> candles = new ArrayList<>();
        if (candle.conclude(sink, candles::add) && unknown > 0) {
            sink.unknownFields(unknown);
        }
        newestTwo(candles).forEach(each -> take(each, receivedAt, sink));
    }

    /** Of each symbol of a message: the first one of a connection may have those of hours. */
    private static List<Candle> newestTwo(List<Candle> candles) {
        if (candles.size() <= 2) {
            return candles;
        }
        Map<String, List<Candle>> bySymbol = new LinkedHashMap<>();
        candles.forEach(each -> bySymbol.computeIfAbsent(each.key().symbol(), symbol -> new ArrayList<>())
                .add(each));
        return bySymbol.values().stream()
                .flatMap(all -> all.subList(Math.max(0, all.size() - 2), all.size()).stream())
                .toList();
    }

    private void take(Candle next, long receivedAt, Sink sink) {
        if (!times.admits(next.time(), receivedAt / 1_000)) {
            // It is refused for its time, and closes no other one.
            sink.candle(next);
            return;
        }
        Candle last = newest.get(next.key().symbol());
        if (last != null && next.time() < last.time()) {
            sink.candle(next.close());
            return;
        }
        if (last != null && next.time() > last.time()) {
            sink.candle(last.close());
        }
        newest.put(next.key().symbol(), next);
        sink.candle(next);
    }

    @Override
    public boolean enters(String name, JsonToken start, int depth) {
        return depth == 0 && start == JsonToken.START_ARRAY && name.equals("data");
    }

    @Override
    public boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "symbol" -> {
                candle.symbol(parser.getText());
                control.symbol(symbols.getOrDefault(parser.getText(), ""));
            }
            case "interval_begin" -> candle.timeOfText(parser.getText());
            case "interval" -> candle.minute(parser.getText().equals("1"));
            case "open" -> candle.figure(CandleField.OPEN, parser.getText());
            case "high" -> candle.figure(CandleField.HIGH, parser.getText());
            case "low" -> candle.figure(CandleField.LOW, parser.getText());
            case "close" -> candle.figure(CandleField.CLOSE, parser.getText());
            case "volume" -> candle.figure(CandleField.VOLUME, parser.getText());
            case "trades" -> candle.trades(value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : 0);
            // The time is that of the end, and deprecated.
            case "timestamp", "vwap" -> {}
            default -> {
                return control.field(name, value, parser);
            }
        }
        return true;
    }

    @Override
    public void end(int depth) {
        if (depth == 1) {
            candle.next();
        }
    }
}
