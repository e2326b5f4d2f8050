package io.tickcast.demo.candle;

/**
 * A candle as a fake exchange sums it from its trades; amounts in units of 1e-8.
 *
 * @param time             its open time, in ms; of a single trade the time of the trade
 * @param takerVolume      the part of the volume that takers bought
 * @param takerQuoteVolume the same in the quote currency
 * @param firstTrade       id of its first trade, or {@link #NONE}
 * @param lastTrade        id of its last trade, or {@link #NONE}
 */
public record Kline(
        long time,
        long open,
        long high,
        long low,
        long close,
        long volume,
        long quoteVolume,
        long takerVolume,
        long takerQuoteVolume,
        long trades,
        long firstTrade,
        long lastTrade) {

    /** The id of a trade that there is not. */
    public static final long NONE = -1;

    public static final long MINUTE = 60_000;

    /** One trade, or the fills of one order at one price, whose ids follow one another. */
    public static Kline ofTrade(
            long time, long price, long quantity, long firstTrade, long lastTrade, boolean takerBuys) {
        long worth = Units.worth(price, quantity);
        return new Kline(
                time,
                price,
                price,
                price,
                price,
                quantity,
                worth,
                takerBuys ? quantity : 0,
                takerBuys ? worth : 0,
                lastTrade - firstTrade + 1,
                firstTrade,
                lastTrade);
    }

    /** A candle without trades, at the last price before it. */
    static Kline quiet(long time, long price) {
        return new Kline(time, price, price, price, price, 0, 0, 0, 0, 0, NONE, NONE);
    }

    static long minute(long time) {
        return time - Math.floorMod(time, MINUTE);
    }

    /** The same, with this open time. */
    Kline at(long openTime) {
        return new Kline(
                openTime,
                open,
                high,
                low,
                close,
                volume,
                quoteVolume,
                takerVolume,
                takerQuoteVolume,
                trades,
                firstTrade,
                lastTrade);
    }

    /** The sum of this and a later one. */
    Kline plus(Kline later) {
        return new Kline(
                time,
                open,
                Math.max(high, later.high),
                Math.min(low, later.low),
                later.close,
                Math.addExact(volume, later.volume),
                Math.addExact(quoteVolume, later.quoteVolume),
                Math.addExact(takerVolume, later.takerVolume),
                Math.addExact(takerQuoteVolume, later.takerQuoteVolume),
                trades + later.trades,
                firstTrade == NONE ? later.firstTrade : firstTrade,
                later.lastTrade == NONE ? lastTrade : later.lastTrade);
    }
}
