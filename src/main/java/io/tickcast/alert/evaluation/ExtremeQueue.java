package io.tickcast.alert.evaluation;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.NavigableSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lowest price of each stretch of a window that ends now, and the rules that count from there; or the highest. A rule
 * stands at the extreme of all prices since it was made, as far as the window goes back. So rules whose extreme is the
 * same are compared with a price together, the one with the smallest percentage first.
 *
 * <p>Extremes within a 256th of the window are one, with the time of the first: a price may leave the window that much
 * too soon. Belongs to one event loop.
 */
final class ExtremeQueue {
    private static final int STRETCHES = 256;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final long windowMillis;
    private final long stretchMillis;
    private final boolean lowest;
    /** Oldest first; each is less extreme than the one before. */
    private final ArrayDeque<Extreme> extremes = new ArrayDeque<>();

    private static final class Extreme {
        final BigDecimal price;
        final long at;
        NavigableSet<ArmedRule> rules = ArmedRule.sorted();
        /** The price that the rule with the smallest percentage waits for. */
        @Nullable
        BigDecimal trigger;

        @Nullable
        ArmedRule nearest;

        Extreme(BigDecimal price, long at) {
            this.price = price;
            this.at = at;
        }
    }

    /** @param lowest whether it keeps the lowest prices, for moves upwards */
    ExtremeQueue(long windowMillis, boolean lowest) {
        this.windowMillis = windowMillis;
        stretchMillis = Math.max(1, windowMillis / STRETCHES);
        this.lowest = lowest;
    }

    /**
     * Takes a price into the window.
     *
     * @param at    its receipt, in ms
     * @param fresh rules that count from this price on
     */
    void add(BigDecimal price, long at, Iterable<ArmedRule> fresh) {
        NavigableSet<ArmedRule> displaced = ArmedRule.sorted();
        while (!extremes.isEmpty() && !isMoreExtreme(extremes.getLast().price, price)) {
            displaced = merged(displaced, extremes.removeLast().rules);
        }
        for (ArmedRule armed : fresh) {
            displaced.add(armed);
            stands(armed, displaced);
        }
        if (!displaced.isEmpty() || extremes.isEmpty() || at - extremes.getLast().at >= stretchMillis) {
            Extreme extreme = new Extreme(price, at);
            extreme.rules = displaced;
            extremes.addLast(extreme);
        }
        while (extremes.size() > 1 && extremes.getFirst().at <= at - windowMillis) {
            NavigableSet<ArmedRule> left = extremes.removeFirst().rules;
            Extreme next = extremes.getFirst();
            next.rules = merged(next.rules, left);
        }
    }

    /** Takes a price of the past, unless there is an older one. */
    void addPast(BigDecimal price, long at) {
        boolean isFirst =
                extremes.isEmpty() || (at <= extremes.getFirst().at && isMoreExtreme(price, extremes.getFirst().price));
        if (isFirst) {
            extremes.addFirst(new Extreme(price, at));
        }
    }

    void addRulesTo(Collection<ArmedRule> all) {
        extremes.forEach(extreme -> all.addAll(extreme.rules));
    }

    /** Lets a rule count from the first price at or after a time. @return false if there is none */
    boolean countFrom(long since, ArmedRule armed) {
        for (Extreme extreme : extremes) {
            if (extreme.at >= since) {
                NavigableSet<ArmedRule> before = lowest ? armed.up : armed.down;
                if (before != null) {
                    before.remove(armed);
                }
                extreme.rules.add(armed);
                stands(armed, extreme.rules);
                return true;
            }
        }
        return false;
    }

    private boolean isMoreExtreme(BigDecimal one, BigDecimal other) {
        int order = one.compareTo(other);
        return lowest ? order < 0 : order > 0;
    }

    /** Moves the rules of the smaller set, so that a rule is moved a few times at most. */
    private NavigableSet<ArmedRule> merged(NavigableSet<ArmedRule> one, NavigableSet<ArmedRule> other) {
        NavigableSet<ArmedRule> larger = one.size() >= other.size() ? one : other;
        for (ArmedRule armed : larger == one ? other : one) {
            larger.add(armed);
            stands(armed, larger);
        }
        return larger;
    }

    private void stands(ArmedRule armed, NavigableSet<ArmedRule> rules) {
        if (lowest) {
            armed.up = rules;
        } else {
            armed.down = rules;
        }
    }

    /** Takes the rules out whose percentage this price has moved by. */
    void reached(BigDecimal price, Consumer<ArmedRule> each) {
        for (Extreme extreme : extremes) {
            while (!extreme.rules.isEmpty() && hasReached(price, extreme)) {
                each.accept(extreme.rules.first());
            }
        }
    }

    private boolean hasReached(BigDecimal price, Extreme extreme) {
        ArmedRule first = extreme.rules.first();
        BigDecimal trigger = extreme.trigger;
        if (trigger == null || extreme.nearest != first) {
            trigger = extreme.price
                    .multiply(lowest ? HUNDRED.add(first.figure) : HUNDRED.subtract(first.figure))
                    .movePointLeft(2);
            extreme.trigger = trigger;
            extreme.nearest = first;
        }
        return !isMoreExtreme(price, trigger);
    }
}
