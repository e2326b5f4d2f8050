package io.tickcast.alert.evaluation;

import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.market.Tick;
import java.math.BigDecimal;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A rule where prices are compared with it, and the sets that it waits in. Belongs to one event loop. */
final class ArmedRule {
    /** Lines are less apart; more is the exchange's clock that was set back. */
    private static final long STRAGGLING_MILLIS = 60_000;

    /** Tells rules with the same figure apart. */
    final long number;

    AlertRule rule;
    RuleState state;
    /** Order of the newest price when it came here: whether it has met an older one is unknown. */
    long newestBefore;
    /** The level or the percentage by which it is sorted. */
    BigDecimal figure = BigDecimal.ZERO;
    /** The set in which it waits for a higher price; for a move, the set of rules with the same lowest price. */
    @Nullable
    NavigableSet<ArmedRule> up;
    /** The set in which it waits for a lower price. */
    @Nullable
    NavigableSet<ArmedRule> down;

    ArmedRule(AlertRule rule, RuleState state, long number) {
        this.rule = rule;
        this.state = state;
        this.number = number;
    }

    static NavigableSet<ArmedRule> sorted() {
        return new TreeSet<>((one, other) -> {
            int order = one.figure.compareTo(other.figure);
            return order != 0 ? order : Long.compare(one.number, other.number);
        });
    }

    /** From when on it counts prices, in ms since the epoch. */
    long since() {
        return Math.max(rule.since().toEpochMilli(), state.since());
    }

    /**
     * Whether its state is that of a later price.
     *
     * @param isLate whether later prices have been compared before this one
     */
    boolean isAheadOf(Tick tick, boolean isLate) {
        return isLate
                ? tick.order() <= newestBefore || isAhead(state.since(), tick.eventTime() - 1)
                : isAhead(state.since(), tick.eventTime());
    }

    static boolean isAhead(long since, long time) {
        return since > time && since - time <= STRAGGLING_MILLIS;
    }

    /** Waits nowhere any more. */
    void leave() {
        if (up != null) {
            up.remove(this);
            up = null;
        }
        if (down != null) {
            down.remove(this);
            down = null;
        }
    }
}
