package io.tickcast.market.candle;

import io.tickcast.market.DecimalField;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Collects a candle and refuses what could not be one. Not thread-safe. */
public final class CandleBuilder {
    /** Decimals of a volume. With its bound, a sum of candles is as short as a figure may be, whatever they have. */
    private static final int MOST_DECIMALS = 18;

    private static final int MOST_WHOLE_DIGITS = 16;
    /** Far above what is traded of any symbol in a minute. */
    private static final BigDecimal MOST_A_MINUTE = BigDecimal.TEN.pow(MOST_WHOLE_DIGITS);

    private static final long MILLIS_PER_MINUTE = 60_000;

    private final CandleKey key;
    private final long time;
    private final String[] figures = {"", "", "", "", "", ""};
    private long trades = Candle.UNKNOWN_TRADES;
    private int marks = Candle.COMPLETE;

    /** @param time open time in ms since the epoch */
    public CandleBuilder(CandleKey key, long time) {
        this.key = key;
        this.time = time;
    }

    public CandleBuilder prices(String open, String high, String low, String close) {
        return figure(CandleField.OPEN, open)
                .figure(CandleField.HIGH, high)
                .figure(CandleField.LOW, low)
                .figure(CandleField.CLOSE, close);
    }

    public CandleBuilder volume(String digits) {
        return figure(CandleField.VOLUME, digits);
    }

    public CandleBuilder quoteVolume(String digits) {
        return figure(CandleField.QUOTE_VOLUME, digits);
    }

    /** @param digits empty for a figure that the exchange does not give */
    public CandleBuilder figure(CandleField field, String digits) {
        figures[field.ordinal()] = digits;
        return this;
    }

    /** @param count of trades */
    public CandleBuilder trades(long count) {
        trades = count;
        return this;
    }

    public CandleBuilder closed(boolean closed) {
        return mark(Candle.CLOSED, closed);
    }

    /** @param complete whether nothing is missing in it */
    public CandleBuilder complete(boolean complete) {
        return mark(Candle.COMPLETE, complete);
    }

    /** @param demo whether its prices are invented */
    public CandleBuilder demo(boolean demo) {
        return mark(Candle.DEMO, demo);
    }

    CandleBuilder marks(int all) {
        marks = all;
        return this;
    }

    private CandleBuilder mark(int mark, boolean isSet) {
        return marks(isSet ? marks | mark : marks & ~mark);
    }

    /** @throws IllegalArgumentException that says what is wrong with the candle */
    public Candle build() {
        if (time <= 0 || !key.interval().isOpen(time)) {
            throw new IllegalArgumentException("no candle of " + key.interval().label() + " opens at " + time);
        }
        if (trades < Candle.UNKNOWN_TRADES) {
            throw new IllegalArgumentException("a candle cannot have " + trades + " trades");
        }
        StringBuilder digits = new StringBuilder();
        long ends = 0;
        for (CandleField field : CandleField.values()) {
            String figure = figures[field.ordinal()];
            if (!isAllowed(field, figure)) {
                throw new IllegalArgumentException("a candle cannot have this " + field.label());
            }
            digits.append(figure);
            ends = Candle.withEnd(ends, field, digits.length());
        }
        Candle candle =
                new Candle(key, time, digits.toString().getBytes(StandardCharsets.US_ASCII), ends, trades, marks);
        if (!isInOrder(candle)) {
            throw new IllegalArgumentException(
                    "the highest price of a candle is below another, or the lowest above one");
        }
        return candle;
    }

    private boolean isAllowed(CandleField field, String figure) {
        if (field.isPrice()) {
            return DecimalField.PRICE.allows(figure);
        }
        return DecimalField.VOLUME.allows(figure)
                ? isVolume(figure)
                : field == CandleField.QUOTE_VOLUME && figure.isEmpty();
    }

    /** Most volumes need no number: a page of rows is read a thousand candles at a time. */
    private boolean isVolume(String figure) {
        int point = figure.indexOf('.');
        int whole = point < 0 ? figure.length() : point;
        int decimals = point < 0 ? 0 : figure.length() - point - 1;
        return decimals <= MOST_DECIMALS && (whole <= MOST_WHOLE_DIGITS || isBelowMost(new BigDecimal(figure)));
    }

    private boolean isBelowMost(BigDecimal volume) {
        long minutes = key.interval().millis() / MILLIS_PER_MINUTE;
        return volume.compareTo(MOST_A_MINUTE.multiply(BigDecimal.valueOf(minutes))) < 0;
    }

    private static boolean isInOrder(Candle candle) {
        return isBetween(candle, CandleField.OPEN) && isBetween(candle, CandleField.CLOSE);
    }

    private static boolean isBetween(Candle candle, CandleField price) {
        return candle.compare(CandleField.LOW, price) <= 0 && candle.compare(price, CandleField.HIGH) <= 0;
    }
}
