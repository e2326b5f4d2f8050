package io.tickcast.feed.bybit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.feed.MessageReader;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.feed.TickAssembler;
import io.tickcast.market.DecimalField;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads the messages of Bybit's public spot channels and keeps only the fields of a tick. Not thread-safe. */
final class BybitParser implements MessageReader.Fields {
    private final MessageReader reader = new MessageReader();
    private final TickAssembler tick;
    private final BybitAnswer answer;
    /** The best bid and ask of each symbol: the tickers have none. */
    private final Map<String, Book> books = new HashMap<>();

    // Of the message being read.
    private String topic = "";
    private String bid = "";
    private String ask = "";
    private String symbol = "";

    private record Book(String bid, String ask) {}

    BybitParser(Map<String, String> symbols, BybitRequests requests, boolean demo, NodeClock clock) {
        answer = new BybitAnswer(requests);
        tick = new TickAssembler(BybitProtocol.EXCHANGE, symbols, demo, clock);
    }

    void read(Buffer message, long receivedAt, Sink sink) {
        clear();
        int unknown;
        try {
            unknown = reader.read(message, this);
        } catch (IOException e) {
            sink.malformed(MessageReader.reason(e));
            return;
        }
        if (topic.startsWith(BybitRequests.TICKERS)) {
            Book book = books.get(symbol);
            if (book != null) {
                tick.figureIfAny(DecimalField.BID, book.bid);
                tick.figureIfAny(DecimalField.ASK, book.ask);
            }
            if (tick.conclude(receivedAt, sink) && unknown > 0) {
                sink.unknownFields(unknown);
            }
        } else if (topic.startsWith(BybitRequests.BOOK) && tick.hasSymbol()) {
            books.put(symbol, new Book(valid(DecimalField.BID, bid), valid(DecimalField.ASK, ask)));
            sink.heartbeat();
        } else {
            answer.conclude(sink);
        }
    }

    /** A book with something else must not spoil the tickers that follow it. */
    private static String valid(DecimalField field, String digits) {
        return field.allows(digits) ? digits : "";
    }

    private void clear() {
        tick.clear();
        topic = "";
        answer.clear();
        bid = "";
        ask = "";
        symbol = "";
    }

    @Override
    public boolean enters(String name, JsonToken start, int depth) {
        return depth == 0
                ? start == JsonToken.START_OBJECT && name.equals("data")
                : name.equals("a") || name.equals("b");
    }

    @Override
    public boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "topic" -> topic = parser.getText();
            case "ts" -> tick.eventTime(value.isNumeric() ? parser.getLongValue() : 0);
            case "symbol", "s" -> symbol = tick.symbol(parser);
            case "lastPrice" -> tick.figure(DecimalField.PRICE, parser);
            case "prevPrice24h" -> tick.figureIfAny(DecimalField.OPEN, parser);
            case "highPrice24h" -> tick.figureIfAny(DecimalField.HIGH, parser);
            case "lowPrice24h" -> tick.figureIfAny(DecimalField.LOW, parser);
            case "volume24h" -> tick.figureIfAny(DecimalField.VOLUME, parser);
            case "turnover24h" -> tick.figureIfAny(DecimalField.QUOTE_VOLUME, parser);
            case "price24hPcnt" -> tick.changeOfFraction(parser);
            // Each level is a price and a quantity: of the one level, the price comes first.
            case "b" -> bid = bid.isEmpty() ? parser.getText() : bid;
            case "a" -> ask = ask.isEmpty() ? parser.getText() : ask;
            case "type", "cs", "cts", "u", "seq", "usdIndexPrice" -> {}
            default -> {
                return answer.field(name, value, parser);
            }
        }
        return true;
    }
}
