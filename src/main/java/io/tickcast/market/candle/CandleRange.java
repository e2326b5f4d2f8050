package io.tickcast.market.candle;

import io.tickcast.market.Gap;
import java.util.List;

/**
 * Candles of a series.
 *
 * @param candles oldest first; the open one is the last of all
 * @param gaps    candles between the first of them and now that could not be had yet, oldest first
 * @param before  the same before the first of them, where the exchange's own history may not have begun
 */
public record CandleRange(List<Candle> candles, List<Gap> gaps, List<Gap> before) {}
