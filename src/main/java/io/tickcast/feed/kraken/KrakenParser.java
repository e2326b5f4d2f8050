package io.tickcast.feed.kraken;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the messages of Kraken's public channels, version 2, and keeps only the fields of a tick. Its numbers are JSON
 * numbers with the digits of a text: trailing zeros count. Not thread-safe.
 */
final class KrakenParser implements MessageReader.Fields {
    private static final String TICKER = "ticker";

    /** More than the given times can be ahead of a wall clock that nobody has set back. */
    private static final long MAX_AHEAD_MICROS = 1_000_000;

    private final MessageReader reader = new MessageReader();
    private final TickAssembler tick;
    private final NodeClock clock;
    /** Time that the last tick without one was given, in µs. */
    private long lastArrival;

    // Of the message being read.
    private final Ticks ticks = new Ticks();
    private long receivedAt;
    private final KrakenControl control = new KrakenControl();
    private String change = "";
    private boolean isTimed;

    /** The ticks of a message, which count only when it is whole, and a ticker's. */
    private static final class Ticks implements TickAssembler.Outcome {
        private final List<Tick> all = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();
        private boolean areUnknown;

        private void clear() {
            all.clear();
            faults.clear();
            areUnknown = false;
        }

        @Override
        public void tick(Tick tick) {
            all.add(tick);
        }

        @Override
        public void malformed(String reason) {
            faults.add(reason);
        }

        @Override
        public void unknown() {
            areUnknown = true;
        }
    }

    KrakenParser(Map<String, String> symbols, boolean demo, NodeClock clock) {
        this.clock = clock;
        tick = new TickAssembler(KrakenProtocol.EXCHANGE, symbols, demo, clock);
    }

    void read(Buffer message, long receivedAt, Sink sink) {
        clear();
        this.receivedAt = receivedAt;
        int unknown;
        try {
            unknown = reader.read(message, this);
        } catch (IOException e) {
            sink.malformed(MessageReader.reason(e));
            return;
        }
        if (control.isOf(TICKER)) {
            ticks.all.forEach(sink::tick);
            ticks.faults.forEach(sink::malformed);
            if (unknown > 0) {
                sink.unknownFields(unknown);
            }
            if (ticks.areUnknown) {
                sink.unknown();
            }
        } else {
            control.conclude(sink);
        }
    }

    private void clear() {
        tick.clear();
        ticks.clear();
        control.clear();
        change = "";
        isTimed = false;
    }

    @Override
    public boolean enters(String name, JsonToken start, int depth) {
        return depth == 0 && start == JsonToken.START_ARRAY && name.equals("data");
    }

    @Override
    public boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "symbol" -> control.symbol(tick.symbol(parser));
            case "timestamp" -> {
                isTimed = true;
                tick.orderedTimeOfText(parser);
            }
            case "last" -> tick.figure(DecimalField.PRICE, parser);
            case "bid" -> tick.quote(DecimalField.BID, parser);
            case "ask" -> tick.quote(DecimalField.ASK, parser);
            case "high" -> tick.figure(DecimalField.HIGH, parser);
            case "low" -> tick.figure(DecimalField.LOW, parser);
            case "volume" -> tick.figure(DecimalField.VOLUME, parser);
            case "change_pct" -> tick.figure(DecimalField.CHANGE_24H, parser);
            case "change" -> change = parser.getText();
            case "bid_qty", "ask_qty", "vwap" -> {}
            default -> {
                return control.field(name, value, parser);
            }
        }
        return true;
    }

    @Override
    public void end(int depth) {
        if (depth == 1) {
            if (!isTimed) {
                // Messages had no time before 2025. Several may be read at once.
                long wall = clock.wall(receivedAt);
                boolean isSetBack = lastArrival - wall > MAX_AHEAD_MICROS;
                lastArrival = isSetBack ? wall : Math.max(lastArrival + 1, wall);
                tick.orderedTime(lastArrival);
            }
            tick.openFromChange(change);
            tick.conclude(receivedAt, ticks);
            tick.clear();
            isTimed = false;
            change = "";
        }
    }
}
