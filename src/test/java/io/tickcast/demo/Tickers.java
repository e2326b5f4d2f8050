package io.tickcast.demo;

import java.math.BigDecimal;

/** Tickers for any fake exchange. */
final class Tickers {
    private Tickers() {}

    /** A ticker 1.25 % up in 24 h; the price has at most eight decimals. */
    static Ticker of(String symbol, long eventTime, String price) {
        long last = new BigDecimal(price).movePointRight(Ticker.SCALE).longValueExact();
        long open = last * 80 / 81;
        long unit = 100_000_000;
        return new Ticker(
                symbol,
                eventTime,
                eventTime,
                open,
                open,
                last,
                open,
                last,
                unit / 2,
                last - 1,
                unit,
                last + 1,
                unit,
                1_000 * unit,
                1_000 * open,
                1_001,
                6_000);
    }
}
