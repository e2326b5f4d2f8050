package io.tickcast.feed.okx;

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
import java.util.Map;

/** Reads the messages of OKX' public channels, version 5, and keeps only the fields of a tick. Not thread-safe. */
final class OkxParser implements MessageReader.Fields {
    private static final Text TICKERS = Text.of("tickers");
    private static final Text STATUS = Text.of(OkxStatus.CHANNEL);

    private final MessageReader reader = new MessageReader();
    private final TickAssembler tick;
    private final OkxEvent event;
    private final OkxStatus status = new OkxStatus();

    // Of the message being read.
    private boolean isTicker;
    private boolean isStatus;

    OkxParser(Map<String, String> symbols, boolean demo, NodeClock clock) {
        event = new OkxEvent(symbols);
        tick = new TickAssembler(OkxProtocol.EXCHANGE, symbols, demo, clock);
    }

    void read(Buffer message, long receivedAt, Sink sink) {
        if (message.equals(OkxEvent.PONG)) {
            sink.heartbeat();
            return;
        }
        clear();
        int unknown;
        try {
            unknown = reader.read(message, this);
        } catch (IOException e) {
            sink.malformed(MessageReader.reason(e));
            return;
        }
        if (event.isOne()) {
            event.conclude(sink);
        } else if (isStatus) {
            status.conclude(sink);
        } else if (!isTicker) {
            sink.unknown();
        } else {
            tick.changeFromOpen();
            if (tick.conclude(receivedAt, sink) && unknown > 0) {
                sink.unknownFields(unknown);
            }
        }
    }

    private void clear() {
        tick.clear();
        event.clear();
        status.clear();
        isTicker = false;
        isStatus = false;
    }

    @Override
    public boolean enters(String name, JsonToken start, int depth) {
        return depth == 0 && (start == JsonToken.START_OBJECT ? name.equals("arg") : name.equals("data"));
    }

    @Override
    public boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "channel" -> channel(tick.text(parser));
            case "instId" -> tick.symbol(parser);
            case "ts" -> tick.eventTimeOfDigits(parser);
            case "last" -> tick.figure(DecimalField.PRICE, parser);
            case "open24h" -> tick.figureIfAny(DecimalField.OPEN, parser);
            case "high24h" -> tick.figureIfAny(DecimalField.HIGH, parser);
            case "low24h" -> tick.figureIfAny(DecimalField.LOW, parser);
            case "vol24h" -> tick.figureIfAny(DecimalField.VOLUME, parser);
            case "volCcy24h" -> tick.figureIfAny(DecimalField.QUOTE_VOLUME, parser);
            case "bidPx" -> tick.figureIfAny(DecimalField.BID, parser);
            case "askPx" -> tick.figureIfAny(DecimalField.ASK, parser);
            case "lastSz" -> tick.figureIfAny(DecimalField.QUANTITY, parser);
            case "instType", "askSz", "bidSz", "sodUtc0", "sodUtc8" -> {}
            default -> {
                return event.field(name, parser) || (isStatus && status.field(name, parser));
            }
        }
        return true;
    }

    private void channel(Text name) {
        isTicker = name.equals(TICKERS);
        isStatus = name.equals(STATUS);
    }

    @Override
    public void end(int depth) {
        if (isStatus && depth == 1) {
            status.endRow();
        }
    }
}
