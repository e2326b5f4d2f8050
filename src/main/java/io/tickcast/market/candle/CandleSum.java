package io.tickcast.market.candle;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/** One candle made of shorter ones, in exact decimals: no digit is lost and none is invented. */
public final class CandleSum {
    private CandleSum() {}

    /**
     * @param key    series of the sum
     * @param time   its open time
     * @param parts  candles within it, oldest first, at least one; their series is that of a part of the interval
     * @param closed whether the last part that it can have is closed
     * @param complete whether no part is missing
     */
    public static Candle of(CandleKey key, long time, List<Candle> parts, boolean closed, boolean complete) {
        Iterator<Candle> rest = parts.iterator();
        Candle first = rest.next();
        Candle high = first;
        Candle low = first;
        Candle last = first;
        BigDecimal volume = first.number(CandleField.VOLUME);
        BigDecimal quoteVolume = first.number(CandleField.QUOTE_VOLUME);
        boolean hasQuoteVolume = first.has(CandleField.QUOTE_VOLUME);
        long trades = first.trades();
        boolean whole = complete && first.isComplete();
        while (rest.hasNext()) {
            Candle part = rest.next();
            high = compare(part, high, CandleField.HIGH) > 0 ? part : high;
            low = compare(part, low, CandleField.LOW) < 0 ? part : low;
            last = part;
            volume = volume.add(part.number(CandleField.VOLUME));
            hasQuoteVolume &= part.has(CandleField.QUOTE_VOLUME);
            quoteVolume = quoteVolume.add(part.number(CandleField.QUOTE_VOLUME));
            trades = trades == Candle.UNKNOWN_TRADES || !part.hasTrades()
                    ? Candle.UNKNOWN_TRADES
                    : trades + part.trades();
            whole &= part.isComplete();
        }
        return new CandleBuilder(key, time)
                .prices(
                        first.digits(CandleField.OPEN),
                        high.digits(CandleField.HIGH),
                        low.digits(CandleField.LOW),
                        last.digits(CandleField.CLOSE))
                .volume(volume.toPlainString())
                .quoteVolume(hasQuoteVolume ? quoteVolume.toPlainString() : "")
                .trades(trades)
                .closed(closed)
                .complete(whole)
                .demo(first.isDemo())
                .build();
    }

    private static int compare(Candle one, Candle other, CandleField field) {
        return one.number(field).compareTo(other.number(field));
    }
}
