package io.tickcast.cache;

import io.tickcast.market.Tick;

/** The names of prices in the store: the primary exchange's go by the symbol alone. */
final class PriceKeys {
    private static final String PREFIX = "price:";

    private final String primary;

    PriceKeys(String primary) {
        this.primary = primary;
    }

    String of(Tick tick) {
        return tick.exchange().equals(primary) ? of(tick.symbol()) : PREFIX + tick.exchange() + ':' + tick.symbol();
    }

    /** The key of the primary exchange's price. */
    String of(String symbol) {
        return PREFIX + symbol;
    }

    /** The symbol of a key that {@link #of(String)} gave. */
    String symbol(String key) {
        return key.substring(PREFIX.length());
    }
}
