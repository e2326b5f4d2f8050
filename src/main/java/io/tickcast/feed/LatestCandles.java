package io.tickcast.feed;

import io.tickcast.market.candle.Candle;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The two newest candles of each symbol: the open one, and the one before, which is closed a moment after the next has
 * begun. Repeats and stragglers end here. Belongs to one event loop.
 */
final class LatestCandles {
    private final Map<String, Newest> bySymbol = new HashMap<>();

    private record Newest(Candle last, @Nullable Candle before) {}

    /** @return whether it tells something new */
    boolean accept(Candle candle) {
        String symbol = candle.key().symbol();
        Newest newest = bySymbol.get(symbol);
        Newest next = newest == null ? new Newest(candle, null) : next(newest, candle);
        if (next == null) {
            return false;
        }
        bySymbol.put(symbol, next);
        return true;
    }

    private static @Nullable Newest next(Newest newest, Candle candle) {
        Candle before = newest.before;
        if (candle.time() > newest.last.time()) {
            return new Newest(candle, newest.last);
        }
        if (candle.time() == newest.last.time()) {
            return isChange(newest.last, candle) ? new Newest(candle, before) : null;
        }
        boolean isNews = before == null
                || candle.time() > before.time()
                || (candle.time() == before.time() && isChange(before, candle));
        return isNews ? new Newest(newest.last, candle) : null;
    }

    private static boolean isChange(Candle known, Candle candle) {
        // A correction of a closed candle may have less volume than before.
        boolean isFinal = candle.isClosed() && candle.isComplete();
        return !candle.equals(known) && (isFinal || !known.isNewerThan(candle));
    }

    /** Whether this candle or a later one of its symbol has been accepted. */
    boolean hasReached(Candle candle) {
        Newest newest = bySymbol.get(candle.key().symbol());
        return newest != null
                && (newest.last.time() > candle.time()
                        || (newest.last.time() == candle.time() && !candle.isNewerThan(newest.last)));
    }

    void forget(String symbol) {
        bySymbol.remove(symbol);
    }
}
