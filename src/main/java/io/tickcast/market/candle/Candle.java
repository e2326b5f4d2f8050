package io.tickcast.market.candle;

import io.tickcast.market.AsciiDecimals;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Open, high, low, close and volume of one symbol at one exchange in one interval. Immutable, shared by all threads.
 *
 * <p>Figures keep the exchange's digits as ASCII in one array, so that a candle takes about 130 bytes on the heap.
 */
public final class Candle {
    /** Of a candle whose exchange does not count trades. */
    public static final long UNKNOWN_TRADES = -1;

    static final int CLOSED = 1;
    static final int COMPLETE = 2;
    static final int DEMO = 4;
    static final int ALL_MARKS = CLOSED | COMPLETE | DEMO;

    private static final int BITS = 8;
    private static final long MASK = (1L << BITS) - 1;

    private final CandleKey key;
    private final long time;
    /** All figures, one after the other in the order of {@link CandleField}. */
    private final byte[] digits;
    /** The end of each figure in the array, in a byte each. */
    private final long ends;

    private final long trades;
    private final int marks;

    Candle(CandleKey key, long time, byte[] digits, long ends, long trades, int marks) {
        this.key = key;
        this.time = time;
        this.digits = digits;
        this.ends = ends;
        this.trades = trades;
        this.marks = marks;
    }

    static long withEnd(long ends, CandleField field, int end) {
        return ends | ((long) end << (field.ordinal() * BITS));
    }

    public CandleKey key() {
        return key;
    }

    /** Open time in ms since the epoch. */
    public long time() {
        return time;
    }

    /** Open time of the candle after it, in ms since the epoch. */
    public long end() {
        return time + key.interval().millis();
    }

    public boolean has(CandleField field) {
        return start(field) < end(field);
    }

    /** The exchange's digits, or those of an exact sum; empty when the exchange does not give this figure. */
    public String digits(CandleField field) {
        return new String(digits, start(field), end(field) - start(field), StandardCharsets.US_ASCII);
    }

    /** The figure as a number; 0 when the exchange does not give it. */
    public BigDecimal number(CandleField field) {
        return has(field) ? new BigDecimal(digits(field)) : BigDecimal.ZERO;
    }

    /** Compares two figures that it has, by their numbers. */
    int compare(CandleField one, CandleField other) {
        return AsciiDecimals.compare(
                digits, start(one), end(one) - start(one), digits, start(other), end(other) - start(other));
    }

    private int start(CandleField field) {
        return field == CandleField.OPEN ? 0 : (int) ((ends >>> ((field.ordinal() - 1) * BITS)) & MASK);
    }

    private int end(CandleField field) {
        return (int) ((ends >>> (field.ordinal() * BITS)) & MASK);
    }

    public boolean hasTrades() {
        return trades != UNKNOWN_TRADES;
    }

    /** The count of trades, or {@link #UNKNOWN_TRADES}. */
    public long trades() {
        return trades;
    }

    /** Whether it no longer changes, but for a correction by the exchange. */
    public boolean isClosed() {
        return (marks & CLOSED) != 0;
    }

    /** Whether nothing is missing in it. */
    public boolean isComplete() {
        return (marks & COMPLETE) != 0;
    }

    /** Whether its prices are invented. */
    public boolean isDemo() {
        return (marks & DEMO) != 0;
    }

    int marks() {
        return marks;
    }

    /** The same, closed. */
    public Candle close() {
        return marked(marks | CLOSED);
    }

    /** The same, with a part missing. */
    public Candle incomplete() {
        return marked(marks & ~COMPLETE);
    }

    private Candle marked(int wanted) {
        return wanted == marks ? this : new Candle(key, time, digits, ends, trades, wanted);
    }

    /**
     * Whether it tells more than another one of the same series and time: of two lines, one is behind. A closed candle is
     * newer than an open one, a complete one newer than one that lacks something, and the one with more volume newer than
     * the other.
     */
    public boolean isNewerThan(Candle other) {
        if (isClosed() != other.isClosed()) {
            return isClosed();
        }
        if (isComplete() != other.isComplete()) {
            return isComplete();
        }
        return number(CandleField.VOLUME).compareTo(other.number(CandleField.VOLUME)) > 0;
    }

    /**
     * Whether the figures that both have are the same numbers: an exchange may end them in zeros in one place alone, or
     * leave one out.
     */
    public boolean agreesWith(Candle other) {
        if (hasTrades() && other.hasTrades() && trades != other.trades) {
            return false;
        }
        for (CandleField field : CandleField.values()) {
            if (has(field) && other.has(field) && number(field).compareTo(other.number(field)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether it has the same figures, whatever their state. */
    public boolean hasSameFigures(Candle other) {
        return ends == other.ends && trades == other.trades && Arrays.equals(digits, other.digits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Candle that
                && time == that.time
                && marks == that.marks
                && key.equals(that.key)
                && hasSameFigures(that);
    }

    @Override
    public int hashCode() {
        return (key.hashCode() * 31 + Long.hashCode(time)) * 31 + Arrays.hashCode(digits);
    }

    @Override
    public String toString() {
        return key + " @" + time + ' ' + digits(CandleField.OPEN) + ' ' + digits(CandleField.HIGH) + ' '
                + digits(CandleField.LOW) + ' ' + digits(CandleField.CLOSE) + ' ' + digits(CandleField.VOLUME)
                + (isClosed() ? " closed" : " open") + (isComplete() ? "" : " incomplete");
    }
}
