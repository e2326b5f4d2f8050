package io.tickcast.feed.coinbase;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.feed.MessageReader;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.feed.TickAssembler;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;

/** Reads the messages of Coinbase Exchange's feed and keeps only the fields of a tick. Not thread-safe. */
final class CoinbaseParser implements MessageReader.Fields {
    private final MessageReader reader = new MessageReader();
    private final TickAssembler tick;
    private final CoinbaseAnswer answer;
    private final CoinbaseMarkets markets;

    // Of the message being read.
    private String type = "";
    private String side = "";

    CoinbaseParser(
            Map<String, String> symbols,
            CoinbaseRequests requests,
            CoinbaseMarkets markets,
            boolean demo,
            NodeClock clock) {
        answer = new CoinbaseAnswer(requests);
        this.markets = markets;
        tick = new TickAssembler(CoinbaseProtocol.EXCHANGE, symbols, demo, clock);
    }

    /** @param trades of the connection of the message */
    void read(Buffer message, long receivedAt, MatchedTickers trades, Sink sink) {
        clear();
        int unknown;
        try {
            unknown = reader.read(message, this);
        } catch (IOException e) {
            sink.malformed(MessageReader.reason(e));
            return;
        }
        boolean isRead = switch (type) {
            case "ticker" -> ticker(receivedAt, trades, sink);
            case "match", "last_match" -> match(receivedAt, trades, sink);
            case "heartbeat" -> {
                trades.release(tick.symbol(), sink);
                sink.heartbeat();
                yield false;
            }
            default -> {
                answer.conclude(type, sink);
                yield false;
            }
        };
        if (isRead && unknown > 0) {
            sink.unknownFields(unknown);
        }
    }

    private boolean ticker(long receivedAt, MatchedTickers trades, Sink sink) {
        tick.side(TakerSide.of(side));
        tick.changeFromOpen();
        if (!tick.isWhole(receivedAt, sink)) {
            return false;
        }
        Tick ticker = tick.build(receivedAt);
        markets.keep(tick);
        trades.ticker(ticker, sink);
        return true;
    }

    private boolean match(long receivedAt, MatchedTickers trades, Sink sink) {
        tick.side(TakerSide.ofMaker(side));
        markets.fill(tick);
        if (!tick.isWhole(receivedAt, sink)) {
            return false;
        }
        trades.match(tick.build(receivedAt), sink);
        return true;
    }

    private void clear() {
        tick.clear();
        type = "";
        side = "";
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
            case "last_size", "size" -> tick.figureIfAny(DecimalField.QUANTITY, parser);
            case "side" -> side = parser.getText();
            case "sequence",
                    "volume_30d",
                    "best_bid_size",
                    "best_ask_size",
                    "last_trade_id",
                    "maker_order_id",
                    "taker_order_id" -> {}
            default -> {
                return answer.field(name, parser);
            }
        }
        return true;
    }
}
