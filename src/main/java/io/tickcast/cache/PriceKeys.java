package io.tickcast.cache;

import io.tickcast.market.Tick;

/** The names of prices in the store: the primary exchange's go by the symbol alone. */
final class PriceKeys {
    private static final String PREFIX = "price:";
    /** In no symbol and in no name of an exchange. */
    private static final char SEPARATOR = ':';

    private final String primary;

    PriceKeys(String primary) {
        this.primary = primary;
    }

    String of(Tick tick) {
        return of(tick.exchange(), tick.symbol());
    }

    String of(String exchange, String symbol) {
        return exchange.equals(primary) ? PREFIX + symbol : PREFIX + exchange + SEPARATOR + symbol;
    }

    /** The key of a page of symbols. No symbol has a small letter. */
    String page(String source, int number) {
        return of(source, "page." + number);
    }

    /** The exchange of a key that {@link #of} gave. */
    String exchange(String key) {
        int end = key.indexOf(SEPARATOR, PREFIX.length());
        return end < 0 ? primary : key.substring(PREFIX.length(), end);
    }

    /** The symbol of a key that {@link #of} gave. */
    String symbol(String key) {
        return key.substring(key.lastIndexOf(SEPARATOR) + 1);
    }
}
