package io.tickcast.alert.evaluation;

import io.tickcast.alert.rule.Condition.Threshold;
import io.tickcast.alert.rule.RuleState.Phase;
import io.tickcast.market.Tick;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;

/**
 * The rules of one symbol that wait for a level. Each waits at one level, on one side of the price, so a price that
 * reaches none of them costs two comparisons. Belongs to one event loop.
 */
final class PriceLevels {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final BigDecimal hysteresis;
    private final NavigableSet<ArmedRule> up = ArmedRule.sorted();
    private final NavigableSet<ArmedRule> down = ArmedRule.sorted();
    /** Rules of {@code crosses} that no price has met. */
    private final Set<ArmedRule> sideless = new LinkedHashSet<>();

    /** @param hysteresis percent of the level by which a price must leave it before a rule is armed again */
    PriceLevels(BigDecimal hysteresis) {
        this.hysteresis = hysteresis;
    }

    /** Lets the rule wait for what its state says. */
    void add(ArmedRule armed) {
        Threshold threshold = (Threshold) armed.rule.when();
        boolean isAgain = armed.state.fired() > 0;
        switch (armed.state.phase()) {
            case ARMED -> {
                switch (threshold.kind()) {
                    case ABOVE -> waitUp(armed, threshold.level());
                    case BELOW -> waitDown(armed, threshold.level());
                    case CROSSES -> sideless.add(armed);
                }
            }
            case BELOW -> waitUp(armed, isAgain ? aboveBy(threshold.level()) : threshold.level());
            case ABOVE -> waitDown(armed, isAgain ? belowBy(threshold.level()) : threshold.level());
            case FIRED -> {
                if (armed.rule.rearms()) {
                    if (threshold.kind() == Threshold.Kind.ABOVE) {
                        waitDown(armed, belowBy(threshold.level()));
                    } else {
                        waitUp(armed, aboveBy(threshold.level()));
                    }
                }
            }
        }
    }

    void remove(ArmedRule armed) {
        armed.leave();
        sideless.remove(armed);
    }

    private void waitUp(ArmedRule armed, BigDecimal level) {
        armed.figure = level;
        armed.up = up;
        up.add(armed);
    }

    private void waitDown(ArmedRule armed, BigDecimal level) {
        armed.figure = level;
        armed.down = down;
        down.add(armed);
    }

    private BigDecimal aboveBy(BigDecimal level) {
        return level.multiply(HUNDRED.add(hysteresis)).movePointLeft(2);
    }

    private BigDecimal belowBy(BigDecimal level) {
        return level.multiply(HUNDRED.subtract(hysteresis)).movePointLeft(2);
    }

    boolean isEmpty() {
        return up.isEmpty() && down.isEmpty() && sideless.isEmpty();
    }

    /**
     * Tells the rules whose level this price has passed, but not those that are ahead of it.
     *
     * @param isLate whether later prices have been compared before this one
     */
    void evaluate(BigDecimal price, Tick tick, boolean isLate, Evaluation evaluation) {
        if (!sideless.isEmpty()) {
            takeSides(price, tick, isLate, evaluation);
        }
        List<ArmedRule> reached = List.of();
        while (!up.isEmpty() && price.compareTo(up.first().figure) > 0) {
            reached = collect(reached, up.first());
        }
        while (!down.isEmpty() && price.compareTo(down.last().figure) < 0) {
            reached = collect(reached, down.last());
        }
        // Only now: a rule that changes sides would otherwise be looked at twice.
        for (ArmedRule armed : reached) {
            if (!armed.isAheadOf(tick, isLate)) {
                advance(armed, price, tick, evaluation);
            }
            add(armed);
        }
    }

    private static List<ArmedRule> collect(List<ArmedRule> reached, ArmedRule armed) {
        List<ArmedRule> all = reached.isEmpty() ? new ArrayList<>() : reached;
        armed.leave();
        all.add(armed);
        return all;
    }

    private void takeSides(BigDecimal price, Tick tick, boolean isLate, Evaluation evaluation) {
        List<ArmedRule> fresh = List.copyOf(sideless);
        sideless.clear();
        for (ArmedRule armed : fresh) {
            int side = price.compareTo(((Threshold) armed.rule.when()).level());
            if (side != 0 && !armed.isAheadOf(tick, isLate)) {
                evaluation.enters(armed, side > 0 ? Phase.ABOVE : Phase.BELOW, tick);
            }
            add(armed);
        }
    }

    private static void advance(ArmedRule armed, BigDecimal price, Tick tick, Evaluation evaluation) {
        Threshold threshold = (Threshold) armed.rule.when();
        if (armed.state.phase() == Phase.FIRED) {
            evaluation.enters(armed, Phase.ARMED, tick);
        } else if (threshold.kind() == Threshold.Kind.CROSSES && armed.rule.rearms()) {
            evaluation.fires(armed, price.compareTo(threshold.level()) > 0 ? Phase.ABOVE : Phase.BELOW, tick);
        } else {
            evaluation.fires(armed, Phase.FIRED, tick);
        }
    }
}
