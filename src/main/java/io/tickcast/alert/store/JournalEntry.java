package io.tickcast.alert.store;

import io.tickcast.alert.rule.RuleState;
import java.util.List;

/** An entry of the journal: written as a whole, or not at all. */
public sealed interface JournalEntry {
    /** The entries of one kind, in their order. */
    static <T extends JournalEntry> List<T> all(List<JournalEntry> entries, Class<T> kind) {
        return entries.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** A new state of a rule, with the deliveries that begin with it. */
    record Step(String alert, RuleState state, List<PendingDelivery> deliveries) implements JournalEntry {
        public Step {
            deliveries = List.copyOf(deliveries);
        }
    }

    /**
     * An attempt and what follows. Its delivery was written before.
     *
     * @param nextAt of the next attempt, in ms since the epoch; -1 when none follows
     */
    record Attempted(Attempt attempt, long nextAt) implements JournalEntry {}
}
