package io.tickcast.history.store;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;

/** Candles for tests. */
final class Candles {
    /** An open time of all intervals. */
    static final long START = Interval.DAYS_1.millis() * 19_700;

    static final long MINUTE = Interval.MINUTES_1.millis();
    static final CandleKey BTC = key("BTCUSDT");

    private Candles() {}

    static CandleKey key(String symbol) {
        return new CandleKey("binance", symbol, Interval.MINUTES_1);
    }

    /** The open time of the nth candle of a minute. */
    static long minute(long n) {
        return START + n * MINUTE;
    }

    /** The nth candle, whose figures are made of the price; closed and complete. */
    static Candle candle(CandleKey key, long n, String price) {
        return builder(key, n, price).closed(true).build();
    }

    static Candle candle(long n, String price) {
        return candle(BTC, n, price);
    }

    /** The same, not closed yet. */
    static Candle open(long n, String price) {
        return builder(BTC, n, price).build();
    }

    /** A closed one in which something is missing. */
    static Candle incomplete(long n, String price) {
        return builder(BTC, n, price).closed(true).complete(false).build();
    }

    static CandleBuilder builder(CandleKey key, long n, String price) {
        return new CandleBuilder(key, START + n * key.interval().millis())
                .prices(price, price, price, price)
                .volume("12.50")
                .quoteVolume("1187500.2500")
                .trades(n);
    }
}
