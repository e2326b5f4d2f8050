package io.tickcast.history;

import io.tickcast.history.store.CandleStore;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The reading of the newest candles from the store into memory: at the start, and again while another node writes what
 * this one lacks.
 */
final class CandleReload {
    /** Time between two reads of missing candles, on a node that does not write. */
    private static final long AGAIN_MILLIS = Duration.ofSeconds(10).toMillis();
    /** By then the node that writes has corrected what an hourly check finds. */
    private static final long AFTER_CHECK_MILLIS = Duration.ofMinutes(5).toMillis();

    private final String exchange;
    private final CandleStore store;
    private final NodeClock clock;
    private final Map<String, FollowedSymbol> symbols;
    private final StoreReads reads;
    private long againAt;

    /** @param symbols the symbols that are followed, which others change */
    CandleReload(
            String exchange,
            CandleStore store,
            NodeClock clock,
            Map<String, FollowedSymbol> symbols,
            StoreReads reads) {
        this.exchange = exchange;
        this.store = store;
        this.clock = clock;
        this.symbols = symbols;
        this.reads = reads;
    }

    /** Reads the candles that sums of today are made of. */
    void read(String symbol) {
        long now = clock.millis();
        long yesterday = Interval.DAYS_1.open(now) - Interval.DAYS_1.millis();
        long lastHour = Interval.HOURS_1.open(now) - Interval.HOURS_1.millis();
        CandleKey minutes = new CandleKey(exchange, symbol, Interval.MINUTES_1);
        CandleKey hours = minutes.of(Interval.HOURS_1);
        reads.add(List.of("read", hours), () -> read(hours, yesterday, now));
        reads.add(List.of("read", minutes), () -> read(minutes, lastHour, now));
    }

    private Future<?> read(CandleKey key, long from, long to) {
        int most = (int) ((to - from) / key.interval().millis()) + 1;
        long end = key.interval().open(to);
        return store.range(key, from, to, end, most + 1).onSuccess(stored -> {
            FollowedSymbol followed = symbols.get(key.symbol());
            if (followed == null) {
                return;
            }
            List<Candle> known = StoredSums.closedOf(stored.candles());
            TimeRanges empty = new TimeRanges();
            empty.add(from, end);
            stored.missing().forEach(range -> empty.remove(range.from(), range.to()));
            known.forEach(candle -> empty.remove(candle.time(), candle.end()));
            followed.fillEmpty(key.interval(), empty.all(), clock.millis());
            followed.fill(known);
        });
    }

    /** To be called now and then by a node that does not write. */
    void again() {
        long now = clock.millis();
        boolean isDue = now >= againAt;
        if (isDue) {
            againAt = now + AGAIN_MILLIS;
        }
        symbols.forEach((symbol, followed) -> {
            followed.watched(Interval.MINUTES_1.open(now - ExchangeHistory.GRACE_MILLIS));
            // The node that writes may have corrected what is here.
            boolean isChecked = followed.isDue(now - AFTER_CHECK_MILLIS);
            if (isChecked) {
                followed.checked(now);
            }
            if (isChecked || (isDue && lacks(followed.candles(), now))) {
                read(symbol);
            }
        });
    }

    /** Whether a minute of this hour or the last one is missing, or the sum of the last hour lacks one. */
    private static boolean lacks(SymbolCandles candles, long now) {
        long hour = Interval.HOURS_1.open(now);
        long lastHour = hour - Interval.HOURS_1.millis();
        long end = Interval.MINUTES_1.open(now - ExchangeHistory.GRACE_MILLIS);
        for (long minute = lastHour; minute < end; minute += Interval.MINUTES_1.millis()) {
            if (!candles.isSettled(minute)) {
                return true;
            }
        }
        return candles.range(Interval.HOURS_1, lastHour, hour).stream().anyMatch(sum -> !sum.isComplete());
    }
}
