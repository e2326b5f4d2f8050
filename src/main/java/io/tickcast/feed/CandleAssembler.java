package io.tickcast.feed;

import io.tickcast.market.PlainDecimal;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the candles of a message together, and refuses what could not be one. They count when the whole message has been
 * read. Not thread-safe.
 */
public final class CandleAssembler {
    /** More than any message has that is no attack: Kraken begins with those of an afternoon. */
    private static final int MAX_CANDLES = 1_000;

    private final String exchange;
    private final boolean demo;
    private final Map<String, String> symbols;

    private final List<Draft> drafts = new ArrayList<>();
    private Draft draft = new Draft();
    private String symbol = "";
    private String fault = "";

    /** A candle as far as it has been read. */
    private static final class Draft {
        private @Nullable String symbol;
        private long time;
        private final @Nullable String[] figures = new String[CandleField.values().length];
        private long trades = Candle.UNKNOWN_TRADES;
        private boolean closed;
        private boolean isMinute = true;
    }

    /** @param symbols a view of our symbol by the exchange's own name of it; a candle of any other is none */
    public CandleAssembler(String exchange, Map<String, String> symbols, boolean demo) {
        this.exchange = exchange;
        this.symbols = symbols;
        this.demo = demo;
    }

    public void clear() {
        drafts.clear();
        draft = new Draft();
        symbol = "";
        fault = "";
    }

    /** Takes the exchange's name of the symbol of all candles of the message. */
    public void symbolOfAll(String name) {
        symbol = symbols.getOrDefault(name, "");
    }

    /** Takes the exchange's name of a candle's symbol. */
    public void symbol(String name) {
        draft.symbol = symbols.getOrDefault(name, "");
    }

    /** @param open time in ms */
    public void time(long open) {
        draft.time = open;
    }

    public void timeOfDigits(String digits) {
        draft.time = TimeText.number(digits);
    }

    /** Takes an RFC 3339 time. */
    public void timeOfText(String text) {
        draft.time = TimeText.micros(text) / 1_000;
    }

    public void figure(CandleField field, String digits) {
        draft.figures[field.ordinal()] = PlainDecimal.of(digits);
    }

    /** @param count of trades */
    public void trades(long count) {
        draft.trades = count;
    }

    /** @param closed whether the exchange says that the candle is closed */
    public void closed(boolean closed) {
        draft.closed = closed;
    }

    /** @param isMinute whether the candle is one of a minute; others are none of ours */
    public void minute(boolean isMinute) {
        draft.isMinute = isMinute;
    }

    /** Ends a candle, and begins the next one. */
    public void next() {
        if (drafts.size() < MAX_CANDLES) {
            drafts.add(draft);
        } else {
            fault = "a message of more than " + MAX_CANDLES + " candles";
        }
        draft = new Draft();
    }

    /**
     * Hands the candles over, or says why there are none.
     *
     * @return whether there was one
     */
    public boolean conclude(Protocol.Sink sink) {
        return conclude(sink, sink::candle);
    }

    /**
     * The same for a protocol that has a look at the candles first.
     *
     * @param candles receives them
     */
    public boolean conclude(Protocol.Sink sink, Consumer<Candle> candles) {
        if (!fault.isEmpty()) {
            sink.malformed(fault);
            return false;
        }
        boolean hasCandle = false;
        for (Draft each : drafts) {
            hasCandle |= conclude(each, sink, candles);
        }
        if (drafts.isEmpty()) {
            sink.unknown();
        }
        return hasCandle;
    }

    private boolean conclude(Draft read, Protocol.Sink sink, Consumer<Candle> candles) {
        String ours = read.symbol == null ? symbol : read.symbol;
        if (ours.isEmpty() || !read.isMinute) {
            sink.unknown();
            return false;
        }
        Candle candle;
        try {
            candle = build(read, ours);
        } catch (IllegalArgumentException e) {
            sink.malformed(ours + ": " + e.getMessage());
            return false;
        }
        candles.accept(candle);
        return true;
    }

    private Candle build(Draft read, String ours) {
        CandleBuilder candle = new CandleBuilder(new CandleKey(exchange, ours, Interval.MINUTES_1), read.time)
                .trades(read.trades)
                .closed(read.closed)
                .demo(demo);
        for (CandleField field : CandleField.values()) {
            String digits = read.figures[field.ordinal()];
            candle.figure(field, digits == null ? "" : digits);
        }
        return candle.build();
    }
}
