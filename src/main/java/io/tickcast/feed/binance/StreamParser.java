package io.tickcast.feed.binance;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.config.Settings.Channel;
import io.tickcast.feed.MessageReader;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.feed.Text;
import io.tickcast.feed.TickAssembler;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Side;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Reads Binance's messages and keeps only the fields of a tick. Not thread-safe. */
final class StreamParser implements MessageReader.Fields {
    private static final Text TICKER = Text.of("24hrTicker");
    private static final Text TRADE = Text.of("aggTrade");

    private final MessageReader reader = new MessageReader();
    private final TickAssembler tick;
    private final boolean readsTrades;
    private final boolean readsBooks;
    private final Markets markets;

    // Of the message being read.
    private Payload payload = Payload.UNDECIDED;
    private final ControlMessage control = new ControlMessage();
    private long firstTrade;
    private long lastTrade;
    private long number;

    private enum Payload {
        /** Its fields are read as a ticker's, and it is one only if it says so. */
        UNDECIDED,
        TICKER,
        TRADE,
        BOOK,
        OTHER
    }

    StreamParser(
            String exchange,
            Map<String, String> symbols,
            Set<Channel> channels,
            Markets markets,
            boolean demo,
            NodeClock clock) {
        this.markets = markets;
        readsTrades = channels.contains(Channel.TRADE);
        readsBooks = channels.contains(Channel.BOOK);
        tick = new TickAssembler(exchange, symbols, demo, clock);
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
        boolean isRead = switch (payload) {
            case TICKER -> markets.ticker(tick, lastTrade, receivedAt, sink);
            case TRADE -> markets.trade(tick, firstTrade, lastTrade, number, receivedAt, sink);
            case BOOK -> markets.book(tick, sink);
            case UNDECIDED, OTHER -> {
                control.conclude(sink);
                yield false;
            }
        };
        if (isRead && unknown > 0) {
            sink.unknownFields(unknown);
        }
    }

    private void clear() {
        tick.clear();
        payload = Payload.UNDECIDED;
        control.clear();
        firstTrade = 0;
        lastTrade = 0;
        number = 0;
    }

    @Override
    public boolean enters(String name, JsonToken start, int depth) {
        return depth == 0 && start == JsonToken.START_OBJECT && (name.equals("data") || control.enters(name));
    }

    @Override
    public boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "e" -> decide(tick.text(parser));
            case "s" -> tick.symbol(parser);
            case "stream" -> decideByStream(tick.text(parser));
            default -> {
                return control.field(name, parser)
                        || switch (payload) {
                            case TRADE -> tradeField(name, value, parser);
                            case BOOK -> bookField(name, parser);
                            default -> tickerField(name, value, parser);
                        };
            }
        }
        return true;
    }

    /** The type stands first in every payload that has one. */
    private void decide(Text event) {
        control.event(event);
        if (event.equals(TICKER)) {
            payload = Payload.TICKER;
        } else if (readsTrades && event.equals(TRADE)) {
            payload = Payload.TRADE;
        } else {
            payload = Payload.OTHER;
        }
    }

    /** A payload of {@code @bookTicker} has no type. */
    private void decideByStream(Text stream) {
        control.stream(stream);
        if (readsBooks && payload == Payload.UNDECIDED && stream.endsWith(BinanceProtocol.BOOK_STREAM)) {
            payload = Payload.BOOK;
        }
    }

    private boolean tickerField(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "E" -> tick.eventTime(number(value, parser));
            case "c" -> tick.figure(DecimalField.PRICE, parser);
            case "P" -> tick.figure(DecimalField.CHANGE_24H, parser);
            case "o" -> tick.figure(DecimalField.OPEN, parser);
            case "h" -> tick.figure(DecimalField.HIGH, parser);
            case "l" -> tick.figure(DecimalField.LOW, parser);
            case "v" -> tick.figure(DecimalField.VOLUME, parser);
            case "q" -> tick.figure(DecimalField.QUOTE_VOLUME, parser);
            case "b" -> tick.figure(DecimalField.BID, parser);
            case "a" -> tick.figure(DecimalField.ASK, parser);
            case "L" -> lastTrade = readsTrades ? number(value, parser) : 0;
            case "Q" -> {
                if (readsTrades) {
                    tick.figure(DecimalField.QUANTITY, parser);
                }
            }
            case "p", "w", "x", "B", "A", "O", "C", "F", "n" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean tradeField(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "a" -> number = number(value, parser);
            case "p" -> tick.figure(DecimalField.PRICE, parser);
            case "q" -> tick.figure(DecimalField.QUANTITY, parser);
            case "f" -> firstTrade = number(value, parser);
            case "l" -> lastTrade = number(value, parser);
            case "T" -> tick.eventTime(number(value, parser));
            // Whether the buyer's order was in the book already.
            case "m" -> tick.side(value == JsonToken.VALUE_TRUE ? Side.SELL : Side.BUY);
            case "E", "M", "nq" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean bookField(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "b" -> tick.figure(DecimalField.BID, parser);
            case "a" -> tick.figure(DecimalField.ASK, parser);
            case "u", "B", "A" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    private static long number(JsonToken value, JsonParser parser) throws IOException {
        return value.isNumeric() ? parser.getLongValue() : 0;
    }
}
