package io.tickcast.market;

import java.util.Locale;

/** What the taker of a trade did: the one whose order met one that was in the book already. */
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
