package io.tickcast.feed;

import io.tickcast.market.PlainDecimal;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Reads candles out of the rows of a REST answer. Columns that nobody knows and rows that hold no valid candle are left
 * out.
 */
public final class CandleRows {
    private final CandleKey key;
    private final boolean demo;
    private final RowAnswer answer;

    /** A row, by the number of the column. */
    public static final class Row {
        private final List<String> values;

        private Row(List<String> values) {
            this.values = values;
        }

        public boolean has(int column) {
            return column < values.size();
        }

        public String text(int column) {
            if (!has(column)) {
                throw new IllegalArgumentException("it has " + values.size() + " columns");
            }
            return values.get(column);
        }

        /** Digits of a figure; without an exponent, which some JSON numbers have. */
        public String digits(int column) {
            return PlainDecimal.of(text(column));
        }

        public long number(int column) {
            String text = text(column);
            if (!text.matches("\\d{1,18}")) {
                throw new IllegalArgumentException("column " + (column + 1) + " is no whole number");
            }
            return Long.parseLong(text);
        }
    }

    /** Makes a candle of a row. */
    @FunctionalInterface
    public interface Reader {
        /** @throws IllegalArgumentException that says why the row is none */
        CandleBuilder read(Row row, Series series);
    }

    /** Begins the candles of the series that was asked for. */
    @FunctionalInterface
    public interface Series {
        /** @param time open time in ms */
        CandleBuilder at(long time);
    }

    private CandleRows(CandleKey key, boolean demo, RowAnswer answer) {
        this.key = key;
        this.demo = demo;
        this.answer = answer;
    }

    /**
     * Takes an answer apart.
     *
     * @param demo whether it is the fake exchange's
     */
    public static CandleRows of(Buffer body, CandleKey key, boolean demo) throws IOException {
        return new CandleRows(key, demo, RowAnswer.read(body));
    }

    /** A value beside the rows; empty when it is not there. */
    public String word(String name) {
        return answer.word(name);
    }

    /** Whether there is a list of this name, which may be empty. */
    public boolean hasList(String name) {
        return answer.lists().contains(name);
    }

    /** Whether there is a list beside the one of this name. */
    public boolean hasListBeside(String name) {
        return answer.lists().stream().anyMatch(list -> !list.equals(name));
    }

    /** The candles, of which each is closed that has a newer one behind it. */
    public CandleAnswer closedByNewer(Reader reader) throws IOException {
        CandleAnswer answer = read(reader);
        List<Candle> candles = answer.candles();
        List<Candle> closed = new ArrayList<>();
        for (int i = 0; i < candles.size(); i++) {
            closed.add(i < candles.size() - 1 ? candles.get(i).close() : candles.get(i));
        }
        return new CandleAnswer(closed, answer.malformed());
    }

    /** The candles as their rows are. */
    public CandleAnswer read(Reader reader) throws IOException {
        TreeMap<Long, Candle> byTime = new TreeMap<>();
        List<String> malformed = new ArrayList<>();
        int number = 0;
        for (List<String> values : answer.rows()) {
            number++;
            try {
                Candle candle = candle(new Row(values), reader);
                byTime.merge(candle.time(), candle, (one, other) -> other.isNewerThan(one) ? other : one);
            } catch (IllegalArgumentException e) {
                malformed.add("row " + number + " of the candles of " + key + ": " + e.getMessage());
            }
        }
        if (byTime.isEmpty() && !malformed.isEmpty()) {
            throw new IOException(malformed.get(0));
        }
        return new CandleAnswer(List.copyOf(byTime.values()), malformed);
    }

    private Candle candle(Row row, Reader reader) {
        return reader.read(row, time -> new CandleBuilder(key, time).demo(demo)).build();
    }
}
