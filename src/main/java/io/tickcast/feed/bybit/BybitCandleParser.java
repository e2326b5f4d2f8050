package io.tickcast.feed.bybit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.feed.CandleAssembler;
import io.tickcast.feed.MessageReader;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.market.candle.CandleField;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;

/** Reads Bybit's topic {@code kline.1}. Not thread-safe. */
final class BybitCandleParser implements MessageReader.Fields {
    static final String TOPIC = "kline.1.";

    private final MessageReader reader = new MessageReader();
    private final CandleAssembler candle;
    private final BybitAnswer answer;

    // Of the message being read.
    private boolean isCandle;

    BybitCandleParser(Map<String, String> symbols, BybitRequests requests, boolean demo) {
        candle = new CandleAssembler(BybitProtocol.EXCHANGE, symbols, demo);
        answer = new BybitAnswer(requests);
    }

    void read(Buffer message, Sink sink) {
        candle.clear();
        answer.clear();
        isCandle = false;
        int unknown;
        try {
            unknown = reader.read(message, this);
        } catch (IOException e) {
            sink.malformed(MessageReader.reason(e));
            return;
        }
        if (!isCandle) {
            answer.conclude(sink);
        } else if (candle.conclude(sink) && unknown > 0) {
            sink.unknownFields(unknown);
        }
    }

    @Override
    public boolean enters(String name, JsonToken start, int depth) {
        return depth == 0 && name.equals("data");
    }

    @Override
    public boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "topic" -> topic(parser.getText());
            case "start" -> candle.time(value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : 0);
            case "interval" -> candle.minute(parser.getText().equals("1"));
            case "open" -> candle.figure(CandleField.OPEN, parser.getText());
            case "high" -> candle.figure(CandleField.HIGH, parser.getText());
            case "low" -> candle.figure(CandleField.LOW, parser.getText());
            case "close" -> candle.figure(CandleField.CLOSE, parser.getText());
            case "volume" -> candle.figure(CandleField.VOLUME, parser.getText());
            case "turnover" -> candle.figure(CandleField.QUOTE_VOLUME, parser.getText());
            case "confirm" -> candle.closed(value == JsonToken.VALUE_TRUE);
            case "end", "timestamp", "ts", "type" -> {}
            default -> {
                return answer.field(name, value, parser);
            }
        }
        return true;
    }

    private void topic(String name) {
        isCandle = name.startsWith(TOPIC);
        candle.symbolOfAll(isCandle ? name.substring(TOPIC.length()) : "");
    }

    @Override
    public void end(int depth) {
        if (depth == 1) {
            candle.next();
        }
    }
}
