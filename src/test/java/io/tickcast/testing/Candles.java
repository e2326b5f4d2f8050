package io.tickcast.testing;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleJson;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;

/** Candles of the exchange that a node feeds on unless told otherwise. */
public final class Candles {
    /** Open time of a day, so that candles of every interval begin there: 2024-01-10. */
    public static final long DAY = 1_704_844_800_000L;

    public static final long MINUTE = 60_000;

    private Candles() {}

    public static CandleKey key(String symbol, Interval interval) {
        return new CandleKey(Ticks.EXCHANGE, symbol, interval);
    }

    /** A candle of a minute, open and complete, in which nothing moved. */
    public static Candle minute(String symbol, long time, String price, String volume) {
        return builder(symbol, time, price, volume).build();
    }

    /** As a row of {@code /api/candles}. */
    public static String row(Candle candle) {
        StringBuilder json = new StringBuilder();
        CandleJson.appendRow(candle, json);
        return json.toString();
    }

    /** For whatever else the candle should have. */
    public static CandleBuilder builder(String symbol, long time, String price, String volume) {
        return new CandleBuilder(key(symbol, Interval.MINUTES_1), time)
                .prices(price, price, price, price)
                .volume(volume);
    }
}
