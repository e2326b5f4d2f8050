package io.tickcast.history.store;

import io.tickcast.market.candle.CandleKey;

/** Open times of a series that its exchange was asked for and has no candles of. */
record Hole(CandleKey key, TimeRange range) {}
