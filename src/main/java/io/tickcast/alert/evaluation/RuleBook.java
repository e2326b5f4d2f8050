package io.tickcast.alert.evaluation;

import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.alert.rule.RuleState.Phase;
import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All rules by exchange and symbol, compared with each live price. The cost of a price does not grow with the number of
 * rules, but for those that it lets fire. Belongs to one event loop.
 */
public final class RuleBook {
    private final BigDecimal hysteresis;
    private final Outcomes outcomes;
    private final Map<String, ArmedRule> byId = new HashMap<>();
    private final Map<String, Map<String, SymbolRules>> byExchange = new HashMap<>();
    private long added;

    /** Takes what prices do to rules. */
    public interface Outcomes {
        void fired(AlertRule rule, RuleState state, Tick tick);

        /** The rule waits for something else from now on. */
        void changed(AlertRule rule, RuleState state);
    }

    /** @param hysteresis percent of a level by which a price must leave it before a rule is armed again */
    public RuleBook(BigDecimal hysteresis, Outcomes outcomes) {
        this.hysteresis = hysteresis;
        this.outcomes = outcomes;
    }

    /**
     * Takes a rule in the place of the one with its id, unless that one is as new. A rule that only tells others, or with
     * another note, waits on for what it waited for.
     */
    public void put(AlertRule rule, RuleState state) {
        ArmedRule held = byId.get(rule.id());
        if (held == null || rule.generation() > held.rule.generation()) {
            place(rule, state);
        } else {
            if (rule.revision() > held.rule.revision()) {
                held.rule = rule;
            }
            adopt(rule.id(), state);
        }
    }

    /** Takes the state over that another node has found a rule in, if it is a later one. */
    public void adopt(String id, RuleState state) {
        ArmedRule held = byId.get(id);
        if (held != null && held.state.generation() == state.generation() && state.isLaterThan(held.state)) {
            place(held.rule, state);
        }
    }

    private void place(AlertRule rule, RuleState state) {
        ArmedRule armed = new ArmedRule(rule, state, added++);
        byExchange
                .computeIfAbsent(rule.exchange(), exchange -> new HashMap<>())
                .computeIfAbsent(rule.symbol(), symbol -> new SymbolRules(hysteresis))
                .add(armed);
        // Only now: what is known of the symbol goes with the last rule that waits for it.
        leave(byId.put(rule.id(), armed));
    }

    public void remove(String id) {
        leave(byId.remove(id));
    }

    private void leave(@Nullable ArmedRule held) {
        if (held == null) {
            return;
        }
        byExchange.computeIfPresent(held.rule.exchange(), (exchange, bySymbol) -> {
            bySymbol.computeIfPresent(held.rule.symbol(), (symbol, rules) -> {
                rules.remove(held);
                return rules.isEmpty() ? null : rules;
            });
            return bySymbol.isEmpty() ? null : bySymbol;
        });
    }

    public Optional<AlertRule> rule(String id) {
        return Optional.ofNullable(byId.get(id)).map(armed -> armed.rule);
    }

    public Optional<RuleState> state(String id) {
        return Optional.ofNullable(byId.get(id)).map(armed -> armed.state);
    }

    public int size() {
        return byId.size();
    }

    /** Whether any rule waits for prices of this symbol at this exchange. */
    public boolean isWaitingFor(String exchange, String symbol) {
        return rules(exchange, symbol) != null;
    }

    /** The longest interval of the moves that are waited for, by the candles of one minute of their symbols. */
    public Map<CandleKey, Interval> moves() {
        Map<CandleKey, Interval> longest = new HashMap<>();
        byExchange.forEach((exchange, bySymbol) -> bySymbol.forEach((symbol, rules) -> rules.longestInterval()
                .ifPresent(interval -> longest.put(new CandleKey(exchange, symbol, Interval.MINUTES_1), interval))));
        return longest;
    }

    /**
     * Lets the moves of a symbol count from past minutes as well. Nothing fires before the next price.
     *
     * @param minutes oldest first
     */
    public void addPast(String exchange, String symbol, List<Candle> minutes) {
        SymbolRules rules = rules(exchange, symbol);
        if (rules != null) {
            rules.addPast(minutes);
        }
    }

    /** Compares a live price with the rules that wait for it. Never for a price that is stale, stored, fetched or a test. */
    public void evaluate(Tick tick) {
        SymbolRules rules = rules(tick.exchange(), tick.symbol());
        if (rules != null) {
            rules.evaluate(tick, evaluation);
        }
    }

    /** Compares a live price that is older than the newest one: most are repeats of prices that were compared. */
    public void evaluateStraggler(Tick tick) {
        SymbolRules rules = rules(tick.exchange(), tick.symbol());
        if (rules != null) {
            rules.evaluateStraggler(tick, evaluation);
        }
    }

    private @Nullable SymbolRules rules(String exchange, String symbol) {
        Map<String, SymbolRules> bySymbol = byExchange.get(exchange);
        return bySymbol == null ? null : bySymbol.get(symbol);
    }

    private final Evaluation evaluation = new Evaluation() {
        @Override
        public void fires(ArmedRule armed, Phase next, Tick tick) {
            armed.state = armed.state.fired(next, tick.eventTime());
            outcomes.fired(armed.rule, armed.state, tick);
        }

        @Override
        public void enters(ArmedRule armed, Phase next, Tick tick) {
            armed.state = armed.state.enters(next, tick.eventTime());
            outcomes.changed(armed.rule, armed.state);
        }
    };
}
