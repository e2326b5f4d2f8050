package io.tickcast.alert.evaluation;

import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.RuleState;
import java.math.BigDecimal;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A rule where prices are compared with it, and the sets that it waits in. Belongs to one event loop. */
final class ArmedRule {
    /** Tells rules with the same figure apart. */
    final long number;

    AlertRule rule;
    RuleState state;
    /** The level or the percentage by which it is sorted. */
    BigDecimal figure = BigDecimal.ZERO;
    /** Where it waits for a higher price; of a move, together with those that have the same lowest price. */
    @Nullable
    NavigableSet<ArmedRule> up;
    /** Where it waits for a lower price. */
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
