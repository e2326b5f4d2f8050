package io.tickcast.market.candle;

import io.tickcast.market.Symbols;

/** One series of candles: those of one symbol at one exchange, of one interval. */
public record CandleKey(String exchange, String symbol, Interval interval) implements Comparable<CandleKey> {
    public CandleKey {
        // An exchange's name stands in the same texts as a symbol, so what makes a symbol safe makes it safe.
        if (!Symbols.isValid(exchange) || !Symbols.isValid(symbol)) {
            throw new IllegalArgumentException("a candle needs a valid exchange and symbol");
        }
    }

    /** The same symbol in another interval. */
    public CandleKey of(Interval other) {
        return new CandleKey(exchange, symbol, other);
    }

    @Override
    public int compareTo(CandleKey other) {
        int order = exchange.compareTo(other.exchange);
        if (order == 0) {
            order = symbol.compareTo(other.symbol);
        }
        return order == 0 ? interval.compareTo(other.interval) : order;
    }

    @Override
    public String toString() {
        return exchange + ' ' + symbol + ' ' + interval.label();
    }
}
