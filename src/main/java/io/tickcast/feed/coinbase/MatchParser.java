package io.tickcast.feed.coinbase;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.feed.MessageReader;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.feed.TickAssembler;
import io.tickcast.market.DecimalField;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;

/** Reads Coinbase's matches, each of which is one trade, and the last trade of each heartbeat. Not thread-safe. */
final class MatchParser implements MessageReader.Fields {
    private final MessageReader reader = new MessageReader();
    private final TickAssembler trade;
    private final CoinbaseAnswer answer;

    // Of the message being read.
    private String type = "";
    private long lastTrade;

    MatchParser(Map<String, String> symbols, CoinbaseRequests requests, boolean demo, NodeClock clock) {
        trade = new TickAssembler(CoinbaseProtocol.EXCHANGE, symbols, demo, clock);
        answer = new CoinbaseAnswer(requests);
    }

    void read(Buffer message, long receivedAt, Sink sink) {
        trade.clear();
        answer.clear();
        type = "";
        lastTrade = 0;
        int unknown;
        try {
            unknown = reader.read(message, this);
        } catch (IOException e) {
            sink.malformed(MessageReader.reason(e));
            return;
        }
        switch (type) {
            // The last match before the subscription tells where the ids are.
            case "match", "last_match" -> {
                if (trade.conclude(receivedAt, sink) && unknown > 0) {
                    sink.unknownFields(unknown);
                }
            }
            case "heartbeat" -> {
                if (trade.hasSymbol()) {
                    sink.lastTrade(trade.symbol(), lastTrade, trade.millis());
                } else {
                    sink.heartbeat();
                }
            }
            default -> answer.conclude(type, sink);
        }
    }

    @Override
    public boolean enters(String name, JsonToken start, int depth) {
        return false;
    }

    @Override
    public boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "type" -> type = parser.getText();
            case "product_id" -> trade.symbol(parser);
            case "time" -> trade.eventTimeOfText(parser);
            case "price" -> trade.figure(DecimalField.PRICE, parser);
            case "size" -> trade.figure(DecimalField.QUANTITY, parser);
            case "trade_id" -> trade.tradeId(number(value, parser));
            case "last_trade_id" -> lastTrade = number(value, parser);
            case "sequence", "side", "maker_order_id", "taker_order_id" -> {}
            default -> {
                return answer.field(name, parser);
            }
        }
        return true;
    }

    private static long number(JsonToken value, JsonParser parser) throws IOException {
        return value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : 0;
    }
}
