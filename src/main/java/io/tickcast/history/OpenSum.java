package io.tickcast.history;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.CandleSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sum of a candle that is open. The parts before the last one are added up once, and anew only when one of them
 * changes: the last one alone changes with each frame. Not thread-safe.
 */
final class OpenSum {
    private final CandleKey key;
    private final CandleParts parts;
    /** Open time of the candle. */
    private long time;
    /** The parts that open before this time are in the sum. */
    private long before;

    private Optional<Candle> sum = Optional.empty();
    private boolean isComplete = true;
    /** The last part of the newest whole. */
    private Optional<Candle> last = Optional.empty();

    private Optional<Candle> whole = Optional.empty();

    OpenSum(CandleKey key, CandleParts parts) {
        this.key = key;
        this.parts = parts;
    }

    /**
     * The candle that opens at this time.
     *
     * @param end  the parts that open before it have closed, or should have
     * @param part the one that opens then
     * @return empty without any part
     */
    Optional<Candle> with(long open, long end, Optional<Candle> part) {
        if (open != time || end < before) {
            begin(open);
        }
        if (end > before) {
            add(end);
        } else if (part.equals(last)) {
            return whole;
        }
        last = part;
        whole = of(sum, part.stream().toList());
        return whole;
    }

    private void begin(long open) {
        time = open;
        before = open;
        sum = Optional.empty();
        isComplete = true;
        last = Optional.empty();
        whole = Optional.empty();
    }

    private void add(long end) {
        isComplete &= parts.areSettled(before, end);
        sum = of(sum, List.copyOf(parts.range(before, end)));
        before = end;
    }

    private Optional<Candle> of(Optional<Candle> first, List<Candle> others) {
        List<Candle> all = new ArrayList<>(others.size() + 1);
        first.ifPresent(all::add);
        all.addAll(others);
        return all.isEmpty() ? Optional.empty() : Optional.of(CandleSum.of(key, time, all, false, isComplete));
    }

    /** The part that opens at this time has changed. */
    void changed(long part) {
        if (part >= time && part < before) {
            begin(time);
        }
    }
}
