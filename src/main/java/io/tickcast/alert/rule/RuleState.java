package io.tickcast.alert.rule;

/**
 * The progress of a rule. Immutable. Of two states of a rule the one with the higher generation, and then with the
 * higher step, is the later one.
 *
 * @param generation of the rule
 * @param step     rises with each change of the state
 * @param fired    firings of this generation
 * @param since    the exchange's time of the price that led to this state, in ms since the epoch, which all nodes see
 *                 alike; 0 when no price has
 */
public record RuleState(int generation, long step, long fired, Phase phase, long since) {
    public enum Phase {
        /** Fires as soon as the condition holds; of {@code crosses}, no side is known yet. */
        ARMED,
        /** Of {@code crosses}: the last price was below the level. */
        BELOW,
        /** Of {@code crosses}: the last price was above the level. */
        ABOVE,
        /** Has fired, and does not fire before it is armed again. */
        FIRED
    }

    /** The state of a rule that no price has met yet. */
    public static RuleState of(AlertRule rule) {
        return new RuleState(rule.generation(), 0, 0, Phase.ARMED, 0);
    }

    public RuleState fired(Phase next, long at) {
        return new RuleState(generation, step + 1, fired + 1, next, at);
    }

    public RuleState enters(Phase next, long at) {
        return new RuleState(generation, step + 1, fired, next, at);
    }

    public boolean isLaterThan(RuleState other) {
        return generation != other.generation ? generation > other.generation : step > other.step;
    }
}
