package io.tickcast.history;

import io.tickcast.history.store.StoredRange;
import io.tickcast.market.Gap;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.CandleRange;
import java.util.ArrayList;
import java.util.List;

/** Merges the candles of a series from the store with those in memory. */
final class MergedRange {
    private MergedRange() {}

    static CandleRange of(CandleKey key, StoredRange stored, NewestCandles newest, long to, int limit) {
        List<Candle> candles = merge(stored.candles(), newest, limit);
        List<Gap> all = gaps(key, candles, stored, newest, to);
        long first = candles.isEmpty() ? Long.MAX_VALUE : candles.get(0).time();
        return new CandleRange(
                candles,
                all.stream().filter(gap -> gap.from() > first).toList(),
                all.stream().filter(gap -> gap.from() < first).toList());
    }

    /**
     * The store has the last word on a closed candle, since corrections go there. A candle that should have closed and
     * is open was left open by a break: it may lack trades.
     */
    private static List<Candle> merge(List<Candle> stored, NewestCandles newest, int limit) {
        List<Candle> all = new ArrayList<>(stored.size() + newest.candles().size());
        int next = 0;
        for (Candle candle : newest.candles()) {
            while (next < stored.size() && stored.get(next).time() < candle.time()) {
                all.add(stored.get(next));
                next++;
            }
            if (next < stored.size() && stored.get(next).time() == candle.time()) {
                all.add(hasLastWord(stored.get(next), candle) ? stored.get(next) : candle);
                next++;
            } else {
                all.add(candle);
            }
        }
        all.addAll(stored.subList(next, stored.size()));
        List<Candle> merged = all.subList(Math.max(0, all.size() - limit), all.size());
        for (int i = 0; i < merged.size(); i++) {
            Candle candle = merged.get(i);
            if (!candle.isClosed() && i < merged.size() - 1) {
                merged.set(i, candle.close().incomplete());
            } else if (!candle.isClosed() && candle.end() <= newest.settled()) {
                merged.set(i, candle.incomplete());
            }
        }
        return List.copyOf(merged);
    }

    private static boolean hasLastWord(Candle stored, Candle inMemory) {
        if (stored.isClosed() && inMemory.isClosed() && stored.isComplete() == inMemory.isComplete()) {
            return true;
        }
        return !inMemory.isNewerThan(stored);
    }

    private static List<Gap> gaps(
            CandleKey key, List<Candle> candles, StoredRange stored, NewestCandles newest, long to) {
        TimeRanges gaps = new TimeRanges();
        stored.missing().forEach(range -> gaps.add(range.from(), range.to()));
        // A question from 0 on means the newest: no exchange had candles then.
        gaps.remove(Long.MIN_VALUE, key.interval().millis());
        // The last candle of a range that ends within it is missing as a whole.
        long end = Math.min(to, key.interval().open(newest.settled()));
        gaps.remove(key.interval().open(end + key.interval().millis() - 1), Long.MAX_VALUE);
        newest.empty().forEach(range -> gaps.remove(range.from(), range.to()));
        if (!gaps.isEmpty()) {
            candles.forEach(candle -> gaps.remove(candle.time(), candle.end()));
        }
        return gaps.all().stream()
                .map(gap -> new Gap(
                        Gap.Kind.CANDLES,
                        key.exchange(),
                        key.symbol(),
                        gap.from(),
                        gap.to() - key.interval().millis()))
                .toList();
    }
}
