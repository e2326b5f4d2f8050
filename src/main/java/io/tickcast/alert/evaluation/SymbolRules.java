package io.tickcast.alert.evaluation;

import io.tickcast.alert.rule.Condition.Move;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.Interval;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All rules of one symbol at one exchange. Belongs to one event loop. */
final class SymbolRules {
    private final PriceLevels levels;
    private final Map<Interval, MoveWindow> windows = new EnumMap<>(Interval.class);

    private final RecentTicks recent = new RecentTicks();

    /** Time of the newest price that a rule has met, at whatever node. Windows take none that is older. */
    private long windowsFrom;

    SymbolRules(BigDecimal hysteresis) {
        levels = new PriceLevels(hysteresis);
    }

    void add(ArmedRule armed) {
        armed.newestBefore = recent.newestOrder();
        windowsFrom = Math.max(windowsFrom, armed.state.since());
        if (armed.rule.when() instanceof Move move) {
            windows.computeIfAbsent(move.within(), MoveWindow::new).add(armed);
        } else {
            levels.add(armed);
        }
    }

    void remove(ArmedRule armed) {
        if (armed.rule.when() instanceof Move move) {
            windows.computeIfPresent(move.within(), (within, window) -> {
                window.remove(armed);
                return window.isEmpty() ? null : window;
            });
        } else {
            levels.remove(armed);
        }
    }

    /** Whether no price is waited for. */
    boolean isEmpty() {
        return levels.isEmpty() && windows.isEmpty();
    }

    /** Of the moves that are waited for. */
    Optional<Interval> longestInterval() {
        return windows.keySet().stream().max(Comparator.naturalOrder());
    }

    void addPast(List<Candle> minutes) {
        windows.values().forEach(window -> window.addPast(minutes));
    }

    void evaluate(Tick tick, Evaluation evaluation) {
        recent.add(tick);
        BigDecimal price = new BigDecimal(tick.digits(DecimalField.PRICE));
        levels.evaluate(price, tick, false, evaluation);
        if (!ArmedRule.isAhead(windowsFrom, tick.eventTime())) {
            windows.values().forEach(window -> window.evaluate(price, tick, evaluation));
        }
    }

    /**
     * Compares a price that later ones have overtaken. Rules that no later price has changed meet it, and then the later
     * ones again. Moves pass over it.
     */
    void evaluateStraggler(Tick straggler, Evaluation evaluation) {
        for (Tick tick : recent.insert(straggler)) {
            BigDecimal price = new BigDecimal(tick.digits(DecimalField.PRICE));
            levels.evaluate(price, tick, true, evaluation);
        }
    }
}
