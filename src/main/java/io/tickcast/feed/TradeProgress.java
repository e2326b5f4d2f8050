package io.tickcast.feed;

import org.jspecify.annotations.Nullable;

/** The progress of a symbol in its trades, and the ticks that wait for earlier ones. */
final class TradeProgress {
    final String symbol;
    /** Id of the last trade; 0: not known. */
    long trade;
    /** By which the exchange counts that trade, or an earlier one; 0: not known. */
    long number;
    /** Whether trades come, and not only tickers that tell of them. */
    boolean hasTrades;

    @Nullable
    HeldTicks hold;

    TradeProgress(String symbol) {
        this.symbol = symbol;
    }

    boolean isFollowedBy(Arrival arrival) {
        return isFollowedBy(arrival.first(), arrival.number());
    }

    boolean isFollowedBy(long first, long next) {
        return trade == 0 || first <= trade + 1 || (number > 0 && next == number + 1);
    }

    void advance(long last, long counted, boolean isNews) {
        hasTrades |= counted > 0;
        if (isNews && last < trade) {
            // Ids have begun anew.
            trade = last;
            number = counted;
        } else {
            trade = Math.max(trade, last);
            number = Math.max(number, counted);
        }
    }

    /** Another line has brought the trades up to this one; the number of it is not known. */
    void heard(long last) {
        trade = Math.max(trade, last);
    }
}
