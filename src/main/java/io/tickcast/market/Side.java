package io.tickcast.market;

import java.util.Locale;

/** The side of the taker of a trade. The taker's order met one that was in the book already. */
public enum Side {
    /** Not known. */
    NONE,
    BUY,
    SELL;

    /** As in events. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
