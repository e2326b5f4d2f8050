package io.tickcast.history;

import io.tickcast.market.candle.Candle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The differences between an answer of the exchange and the stored candles.
 *
 * @param news     its candles that are not stored, or not with these figures
 * @param replaced open times of stored candles that were closed and complete, and have other figures now
 */
record Corrections(List<Candle> news, TimeRanges replaced) {
    static Corrections of(List<Candle> stored, List<Candle> answer) {
        Map<Long, Candle> known = new HashMap<>();
        stored.stream()
                .filter(candle -> candle.isClosed() && candle.isComplete())
                .forEach(candle -> known.put(candle.time(), candle));
        List<Candle> news = new ArrayList<>();
        TimeRanges replaced = new TimeRanges();
        for (Candle candle : answer) {
            Candle before = known.get(candle.time());
            if (before == null) {
                news.add(candle);
            } else if (!before.agreesWith(candle)) {
                news.add(candle);
                replaced.add(candle.time(), candle.end());
            }
        }
        return new Corrections(news, replaced);
    }
}
