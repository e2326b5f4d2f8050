package io.tickcast.history;

import io.tickcast.market.candle.Candle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How an answer of the exchange differs from the stored candles.
 *
 * @param isNews   whether it has a candle that is not stored like that
 * @param replaced open times of stored candles that were closed and complete, and have other figures now
 */
record Corrections(boolean isNews, TimeRanges replaced) {
    static Corrections of(List<Candle> stored, List<Candle> answer) {
        Map<Long, Candle> known = new HashMap<>();
        stored.stream()
                .filter(candle -> candle.isClosed() && candle.isComplete())
                .forEach(candle -> known.put(candle.time(), candle));
        boolean isNews = false;
        TimeRanges replaced = new TimeRanges();
        for (Candle candle : answer) {
            Candle before = known.get(candle.time());
            if (before == null) {
                isNews = true;
            } else if (!before.hasSameFigures(candle)) {
                isNews = true;
                replaced.add(candle.time(), candle.end());
            }
        }
        return new Corrections(isNews, replaced);
    }
}
