package io.tickcast.alert.store;

import io.tickcast.alert.rule.RuleState;
import java.util.List;
import java.util.Map;

/**
 * What is written together: new states of rules by their id, deliveries that begin, and those that were attempted.
 */
public record Journal(Map<String, RuleState> states, List<PendingDelivery> begun, List<Attempted> attempts) {
    /**
     * An attempt and what follows.
     *
     * @param nextAt of the next attempt, in ms since the epoch; -1 when none follows
     */
    public record Attempted(Attempt attempt, long nextAt) {}
}
