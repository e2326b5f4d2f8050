package io.tickcast.feed.binance;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.feed.CandleAssembler;
import io.tickcast.feed.MessageReader;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.feed.Text;
import io.tickcast.market.candle.CandleField;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;

/** Reads Binance's klines and keeps only the fields of a candle. Not thread-safe. */
final class KlineParser implements MessageReader.Fields {
    private static final String KLINE = "kline";

    private final MessageReader reader = new MessageReader();
    private final CandleAssembler candle;
    private final ControlMessage control = new ControlMessage();
    private final Text view = new Text();

    // Of the message being read.
    private boolean isKline;
    /** Whether it is in the kline itself, whose names mean something else outside it. */
    private boolean isInside;

    KlineParser(Map<String, String> symbols, boolean demo) {
        candle = new CandleAssembler(BinanceProtocol.EXCHANGE, symbols, demo);
    }

    void read(Buffer message, Sink sink) {
        candle.clear();
        control.clear();
        isKline = false;
        isInside = false;
        int unknown;
        try {
            unknown = reader.read(message, this);
        } catch (IOException e) {
            sink.malformed(MessageReader.reason(e));
            return;
        }
        if (!isKline) {
            control.conclude(sink);
        } else if (candle.conclude(sink) && unknown > 0) {
            sink.unknownFields(unknown);
        }
    }

    @Override
    public boolean enters(String name, JsonToken start, int depth) {
        if (start != JsonToken.START_OBJECT) {
            return false;
        }
        if (depth == 1 && name.equals("k")) {
            isInside = true;
            return true;
        }
        return depth == 0 && (name.equals("data") || control.enters(name));
    }

    @Override
    public boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        return isInside ? klineField(name, value, parser) : outerField(name, parser);
    }

    private boolean outerField(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "e" -> {
                isKline = parser.getText().equals(KLINE);
                control.event(text(parser));
            }
            case "stream" -> control.stream(text(parser));
            case "s" -> candle.symbolOfAll(parser.getText());
            case "E" -> {}
            default -> {
                return control.field(name, parser);
            }
        }
        return true;
    }

    private Text text(JsonParser parser) throws IOException {
        return view.show(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }

    private boolean klineField(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "t" -> candle.time(number(value, parser));
            case "i" -> candle.minute(parser.getText().equals("1m"));
            case "o" -> candle.figure(CandleField.OPEN, parser.getText());
            case "h" -> candle.figure(CandleField.HIGH, parser.getText());
            case "l" -> candle.figure(CandleField.LOW, parser.getText());
            case "c" -> candle.figure(CandleField.CLOSE, parser.getText());
            case "v" -> candle.figure(CandleField.VOLUME, parser.getText());
            case "q" -> candle.figure(CandleField.QUOTE_VOLUME, parser.getText());
            case "n" -> candle.trades(number(value, parser));
            case "x" -> candle.closed(value == JsonToken.VALUE_TRUE);
            case "T", "s", "f", "L", "V", "Q", "B" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    private static long number(JsonToken value, JsonParser parser) throws IOException {
        return value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : 0;
    }

    @Override
    public void end(int depth) {
        if (isInside) {
            isInside = false;
            candle.next();
        }
    }
}
