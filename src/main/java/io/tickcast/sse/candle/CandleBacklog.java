package io.tickcast.sse.candle;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The candles that a slow stream has missed: of each series the newest open one, and those that have closed. */
public final class CandleBacklog {
    /** Closed candles of a series, so that a stream with minutes may be behind for as many minutes. */
    static final int MOST_CLOSED = 10;

    private final Map<CandleKey, Deque<CandleEvent>> series = new LinkedHashMap<>();

    /** @return false when more have closed than one stream may miss */
    public boolean add(CandleEvent event) {
        Candle candle = event.candle();
        Deque<CandleEvent> missed = series.computeIfAbsent(candle.key(), none -> new ArrayDeque<>());
        CandleEvent last = missed.peekLast();
        if (last != null && !last.candle().isClosed()) {
            if (last.candle().time() > candle.time()) {
                // A candle that closes after the next one has begun.
                missed.removeLast();
                missed.add(event);
                missed.add(last);
                return missed.size() <= MOST_CLOSED + 1;
            }
            missed.removeLast();
        }
        missed.add(event);
        return missed.size() <= MOST_CLOSED + 1;
    }

    /** All missed events; those of one series are in order, the oldest first. */
    public List<CandleEvent> events() {
        return series.values().stream().flatMap(Collection::stream).toList();
    }
}
