package io.tickcast.feed.kraken;

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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of Kraken's public channels, version 2, and keeps only the fields of a tick. Its numbers are JSON
 * numbers with the digits of a text: trailing zeros count. Not thread-safe.
 */
final class KrakenParser implements MessageReader.Fields {
    private static final String TICKER = "ticker";

    private final MessageReader reader = new MessageReader();
    private final TickAssembler tick;
    private final NodeClock clock;

    // Of the message being read.
    private @Nullable Sink sink;
    private long receivedAt;
    private String channel = "";
    private String method = "";
    private String error = "";
    private String symbol = "";
    private String change = "";
    private boolean succeeded;
    private boolean isTimed;

    KrakenParser(Map<String, String> symbols, boolean demo, NodeClock clock) {
        this.clock = clock;
        tick = new TickAssembler(KrakenProtocol.EXCHANGE, symbols, demo, clock);
    }

    void read(Buffer message, long receivedAt, Sink sink) {
        clear();
        this.sink = sink;
        this.receivedAt = receivedAt;
        int unknown;
        try {
            unknown = reader.read(message, this);
        } catch (IOException e) {
            sink.malformed(MessageReader.reason(e));
            return;
        }
        if (channel.equals(TICKER)) {
            if (unknown > 0) {
                sink.unknownFields(unknown);
            }
        } else if (channel.equals("heartbeat") || method.equals("pong")) {
            sink.heartbeat();
        } else if (!error.isEmpty()) {
            concludeError(sink);
        } else if (method.equals("subscribe") && succeeded) {
            sink.acknowledged();
        } else {
            sink.unknown();
        }
    }

    private void concludeError(Sink sink) {
        if (symbol.isEmpty()) {
            sink.refused(error);
        } else {
            sink.refused(symbol, error);
        }
    }

    private void clear() {
        tick.clear();
        channel = "";
        method = "";
        error = "";
        symbol = "";
        change = "";
        succeeded = false;
        isTimed = false;
    }

    @Override
    public boolean enters(String name, JsonToken start, int depth) {
        return depth == 0 && start == JsonToken.START_ARRAY && name.equals("data");
    }

    @Override
    public boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "channel" -> channel = parser.getText();
            case "method" -> method = parser.getText();
            case "success" -> succeeded = value == JsonToken.VALUE_TRUE;
            case "error", "Error" -> error = parser.getText();
            case "symbol" -> {
                symbol = parser.getText();
                tick.symbol(parser);
            }
            case "timestamp" -> {
                isTimed = true;
                tick.eventTimeOfText(parser);
            }
            case "last" -> tick.figure(DecimalField.PRICE, parser);
            case "bid" -> tick.figure(DecimalField.BID, parser);
            case "ask" -> tick.figure(DecimalField.ASK, parser);
            case "high" -> tick.figure(DecimalField.HIGH, parser);
            case "low" -> tick.figure(DecimalField.LOW, parser);
            case "volume" -> tick.figure(DecimalField.VOLUME, parser);
            case "change_pct" -> tick.figure(DecimalField.CHANGE_24H, parser);
            case "change" -> change = parser.getText();
            case "bid_qty", "ask_qty", "vwap", "type", "req_id", "time_in", "time_out" -> {}
            // Of the channel "status", which says whether one may trade, and not whether prices come.
            case "system", "api_version", "connection_id", "version" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public void end(int depth) {
        if (depth == 1 && channel.equals(TICKER)) {
            if (!isTimed) {
                // Messages had no time before 2025.
                tick.eventTime(clock.wall(receivedAt) / 1_000);
            }
            tick.openFromChange(change);
            tick.conclude(receivedAt, Objects.requireNonNull(sink));
            tick.clear();
            isTimed = false;
            change = "";
        }
    }
}
