package io.tickcast.feed.binance;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.feed.MessageReader;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.feed.Text;
import io.tickcast.feed.TickAssembler;
import io.tickcast.market.DecimalField;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads Binance's messages and keeps only the fields of a tick. Not thread-safe. */
final class TickerParser implements MessageReader.Fields {
    private static final Text TICKER = Text.of("24hrTicker");
    private static final Text SHUTDOWN = Text.of("serverShutdown");
    private static final Text SHUTDOWN_STREAM = Text.of("!serverShutdown");

    private final MessageReader reader = new MessageReader();
    private final TickAssembler tick;

    // Of the message being read.
    private String code = "";
    private String text = "";
    private boolean isTicker;
    private boolean isShutdown;
    private boolean isOfShutdown;
    private boolean hasResult;
    private boolean hasError;

    TickerParser(String exchange, Collection<String> symbols, boolean demo, NodeClock clock) {
        tick = new TickAssembler(
                exchange,
                symbols.stream().collect(Collectors.toMap(Function.identity(), Function.identity())),
                demo,
                clock);
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
        if (isTicker) {
            if (tick.conclude(receivedAt, sink) && unknown > 0) {
                sink.unknownFields(unknown);
            }
        } else if (isShutdown || isOfShutdown) {
            sink.shutdownAnnounced();
        } else if (hasError || !code.isEmpty()) {
            sink.refused("code " + code + ' ' + text);
        } else if (hasResult) {
            sink.acknowledged();
        } else {
            sink.unknown();
        }
    }

    private void clear() {
        tick.clear();
        code = "";
        text = "";
        isTicker = false;
        isShutdown = false;
        isOfShutdown = false;
        hasResult = false;
        hasError = false;
    }

    @Override
    public boolean enters(String name, JsonToken start, int depth) {
        boolean outer = depth == 0 && start == JsonToken.START_OBJECT;
        hasError |= outer && name.equals("error");
        return outer && (name.equals("data") || name.equals("error"));
    }

    @Override
    public boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "e" -> {
                Text event = tick.text(parser);
                isTicker = event.equals(TICKER);
                isShutdown = event.equals(SHUTDOWN);
            }
            case "E" -> tick.eventTime(value.isNumeric() ? parser.getLongValue() : 0);
            case "s" -> tick.symbol(parser);
            case "c" -> tick.figure(DecimalField.PRICE, parser);
            case "P" -> tick.figure(DecimalField.CHANGE_24H, parser);
            case "o" -> tick.figure(DecimalField.OPEN, parser);
            case "h" -> tick.figure(DecimalField.HIGH, parser);
            case "l" -> tick.figure(DecimalField.LOW, parser);
            case "v" -> tick.figure(DecimalField.VOLUME, parser);
            case "q" -> tick.figure(DecimalField.QUOTE_VOLUME, parser);
            case "b" -> tick.figure(DecimalField.BID, parser);
            case "a" -> tick.figure(DecimalField.ASK, parser);
            case "stream" -> isOfShutdown = tick.text(parser).equals(SHUTDOWN_STREAM);
            case "result" -> hasResult = true;
            case "code" -> code = parser.getText();
            case "msg" -> text = parser.getText();
            case "p", "w", "x", "Q", "B", "A", "O", "C", "F", "L", "n", "id" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }
}
