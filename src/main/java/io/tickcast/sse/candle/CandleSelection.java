package io.tickcast.sse.candle;

import io.tickcast.market.candle.Interval;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The candles that a request asks for.
 *
 * @param exchanges exchanges of the request with candles
 * @param from      time since when it wants them, in ms since the epoch; empty: only those that are open
 */
public record CandleSelection(List<String> exchanges, Set<Interval> intervals, OptionalLong from) {
    public CandleSelection {
        exchanges = List.copyOf(exchanges);
        intervals = Set.copyOf(intervals);
    }

    /** The names of the intervals, the shortest first. */
    public List<String> labels() {
        return intervals.stream().sorted().map(Interval::label).toList();
    }
}
