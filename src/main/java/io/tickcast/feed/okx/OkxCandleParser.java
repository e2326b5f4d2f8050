package io.tickcast.feed.okx;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.feed.CandleAssembler;
import io.tickcast.feed.MessageReader;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.market.candle.CandleField;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the rows of OKX' channel {@code candle1m}. Not thread-safe. */
final class OkxCandleParser implements MessageReader.Fields {
    static final String CHANNEL = "candle1m";
    private static final String DATA = "data";
    private static final int ROW_DEPTH = 2;
    private static final int COLUMNS = 9;
    /** The figures of the columns after the time. Of a spot pair both volumes behind the first are of the quote. */
    private static final List<CandleField> FIGURES = List.of(
            CandleField.OPEN,
            CandleField.HIGH,
            CandleField.LOW,
            CandleField.CLOSE,
            CandleField.VOLUME,
            CandleField.QUOTE_VOLUME,
            CandleField.QUOTE_VOLUME);

    private static final int CONFIRM = 8;

    private final MessageReader reader = new MessageReader();
    private final CandleAssembler candle;
    private final OkxEvent event;

    // Of the message being read.
    private final List<String> row = new ArrayList<>();
    private boolean isCandle;

    OkxCandleParser(Map<String, String> symbols, boolean demo) {
        candle = new CandleAssembler(OkxProtocol.EXCHANGE, symbols, demo);
        event = new OkxEvent(symbols);
    }

    void read(Buffer message, Sink sink) {
        if (message.equals(OkxEvent.PONG)) {
            sink.heartbeat();
            return;
        }
        candle.clear();
        event.clear();
        row.clear();
        isCandle = false;
        int unknown;
        try {
            unknown = reader.read(message, this);
        } catch (IOException e) {
            sink.malformed(MessageReader.reason(e));
            return;
        }
        if (event.isOne()) {
            event.conclude(sink);
        } else if (!isCandle) {
            sink.unknown();
        } else if (candle.conclude(sink) && unknown > 0) {
            sink.unknownFields(unknown);
        }
    }

    @Override
    public boolean enters(String name, JsonToken start, int depth) {
        return depth == 0 && (start == JsonToken.START_OBJECT ? name.equals("arg") : name.equals(DATA));
    }

    @Override
    public boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "channel" -> isCandle = parser.getText().equals(CHANNEL);
            case "instId" -> candle.symbolOfAll(parser.getText());
            case DATA -> {
                if (row.size() < COLUMNS) {
                    row.add(parser.getText());
                }
            }
            default -> {
                return event.field(name, parser);
            }
        }
        return true;
    }

    @Override
    public void endArray(int depth) {
        if (depth == ROW_DEPTH) {
            takeRow();
            row.clear();
        }
    }

    private void takeRow() {
        candle.timeOfDigits(row.isEmpty() ? "" : row.get(0));
        for (int column = 1; column < Math.min(row.size(), FIGURES.size() + 1); column++) {
            candle.figure(FIGURES.get(column - 1), row.get(column));
        }
        candle.closed(row.size() > CONFIRM && row.get(CONFIRM).equals("1"));
        candle.next();
    }
}
