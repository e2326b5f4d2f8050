package io.tickcast.alert.rule;

import java.util.List;
import java.util.Optional;

/** The fields of a rule that a client sets. The others keep their values, or have their defaults. */
public record RuleDraft(
        Optional<String> symbol,
        Optional<String> exchange,
        Optional<Condition> when,
        Optional<Boolean> rearms,
        Optional<String> note,
        Optional<List<Receiver>> deliver) {

    /** A change of the receivers alone. */
    public static RuleDraft delivering(List<Receiver> deliver) {
        return new RuleDraft(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(deliver));
    }

    /** Whether a rule that is changed so begins anew. */
    public boolean beginsAnew() {
        return symbol.isPresent() || exchange.isPresent() || when.isPresent() || rearms.isPresent();
    }

    /** The same of another symbol. */
    public RuleDraft of(String exchangeName, String symbolName) {
        return new RuleDraft(Optional.of(symbolName), Optional.of(exchangeName), when, rearms, note, deliver);
    }
}
