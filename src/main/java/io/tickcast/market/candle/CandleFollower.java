package io.tickcast.market.candle;

import java.util.List;

/** Gets the candles of one exchange and interval, on the event loop on which it began to follow them. */
public interface CandleFollower {
    /** Takes the newest candles of all symbols, those of one symbol oldest first. Comes before all changes. */
    void begin(List<Candle> newest);

    /** Takes candles of one symbol that have changed, a closed one before the one that follows it. */
    void changed(List<Candle> changed);
}
