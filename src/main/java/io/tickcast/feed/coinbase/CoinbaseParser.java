package io.tickcast.feed.coinbase;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.feed.MessageReader;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.feed.TickAssembler;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Side;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;

/** Reads the messages of Coinbase Exchange's feed and keeps only the fields of a tick. Not thread-safe. */
final class CoinbaseParser implements MessageReader.Fields {
    private final MessageReader reader = new MessageReader();
    private final TickAssembler tick;
    private final CoinbaseAnswer answer;

    // Of the message being read.
    private String type = "";

    CoinbaseParser(Map<String, String> symbols, CoinbaseRequests requests, boolean demo, NodeClock clock) {
        answer = new CoinbaseAnswer(requests);
        tick = new TickAssembler(CoinbaseProtocol.EXCHANGE, symbols, demo, clock);
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
        switch (type) {
            case "ticker" -> {
                tick.changeFromOpen();
                if (tick.conclude(receivedAt, sink) && unknown > 0) {
                    sink.unknownFields(unknown);
                }
            }
            case "heartbeat" -> sink.heartbeat();
            default -> answer.conclude(type, sink);
        }
    }

    private void clear() {
        tick.clear();
        type = "";
        answer.clear();
    }

    @Override
    public boolean enters(String name, JsonToken start, int depth) {
        return false;
    }

    @Override
    public boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "type" -> type = parser.getText();
            case "product_id" -> tick.symbol(parser);
            case "time" -> tick.eventTimeOfText(parser);
            case "price" -> tick.figure(DecimalField.PRICE, parser);
            case "open_24h" -> tick.figureIfAny(DecimalField.OPEN, parser);
            case "high_24h" -> tick.figureIfAny(DecimalField.HIGH, parser);
            case "low_24h" -> tick.figureIfAny(DecimalField.LOW, parser);
            case "volume_24h" -> tick.figureIfAny(DecimalField.VOLUME, parser);
            case "best_bid" -> tick.figureIfAny(DecimalField.BID, parser);
            case "best_ask" -> tick.figureIfAny(DecimalField.ASK, parser);
            case "trade_id" -> tick.tradeId(value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : 0);
            case "last_size" -> tick.figureIfAny(DecimalField.QUANTITY, parser);
            // The taker's here; in the channel of matches it is the maker's.
            case "side" -> tick.side(side(parser.getText()));
            case "sequence", "volume_30d", "best_bid_size", "best_ask_size", "last_trade_id" -> {}
            default -> {
                return answer.field(name, parser);
            }
        }
        return true;
    }

    private static Side side(String word) {
        return switch (word) {
            case "buy" -> Side.BUY;
            case "sell" -> Side.SELL;
            default -> Side.NONE;
        };
    }
}
