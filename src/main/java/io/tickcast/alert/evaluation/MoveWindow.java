package io.tickcast.alert.evaluation;

import io.tickcast.alert.rule.Condition.Move;
import io.tickcast.alert.rule.RuleState.Phase;
import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.Interval;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules of one symbol that wait for a move within the same interval. A rule counts from the first price after it was
 * made, or from the price at which it last fired. Belongs to one event loop.
 */
final class MoveWindow {
    private final ExtremeQueue lowest;
    private final ExtremeQueue highest;
    /** Rules that count from the next price on. */
    private final Set<ArmedRule> fresh = new LinkedHashSet<>();

    private int size;

    MoveWindow(Interval within) {
        lowest = new ExtremeQueue(within.millis(), true);
        highest = new ExtremeQueue(within.millis(), false);
    }

    void add(ArmedRule armed) {
        if (armed.state.phase() != Phase.FIRED) {
            armed.figure = ((Move) armed.rule.when()).percent();
            fresh.add(armed);
            size++;
        }
    }

    void remove(ArmedRule armed) {
        if (fresh.remove(armed) || armed.up != null) {
            size--;
        }
        armed.leave();
    }

    /** Whether no rule waits here, so that the window need not be kept. */
    boolean isEmpty() {
        return size == 0;
    }

    /**
     * Takes the extremes of past minutes at their beginning; those after the first live price change nothing. A rule counts
     * from the first minute that began after it was made or last fired. Nothing fires before the next price.
     *
     * @param minutes oldest first
     */
    void addPast(List<Candle> minutes) {
        for (int i = minutes.size() - 1; i >= 0; i--) {
            Candle minute = minutes.get(i);
            lowest.addPast(minute.number(CandleField.LOW), minute.time());
            highest.addPast(minute.number(CandleField.HIGH), minute.time());
        }
        List<ArmedRule> all = new ArrayList<>(fresh);
        lowest.addRulesTo(all);
        for (ArmedRule armed : all) {
            long since = armed.since();
            if (lowest.countFrom(since, armed) && highest.countFrom(since, armed)) {
                fresh.remove(armed);
            } else {
                armed.leave();
                fresh.add(armed);
            }
        }
    }

    void evaluate(BigDecimal price, Tick tick, Evaluation evaluation) {
        long at = tick.receivedAt() / 1_000;
        take(price, at);
        List<ArmedRule> reached = new ArrayList<>(0);
        lowest.reached(price, armed -> take(armed, reached));
        highest.reached(price, armed -> take(armed, reached));
        for (ArmedRule armed : reached) {
            size--;
            evaluation.fires(armed, armed.rule.rearms() ? Phase.ARMED : Phase.FIRED, tick);
            add(armed);
        }
        if (!fresh.isEmpty()) {
            // From the price on that they fired at.
            take(price, at);
        }
    }

    private void take(BigDecimal price, long at) {
        lowest.add(price, at, fresh);
        highest.add(price, at, fresh);
        fresh.clear();
    }

    private static void take(ArmedRule armed, List<ArmedRule> reached) {
        armed.leave();
        reached.add(armed);
    }
}
