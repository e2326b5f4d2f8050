package io.tickcast.sse.signal;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The names of the signals that a stream wants: certain ones, or all; and whose alerts. Equal wishes share their frames.
 *
 * @param only   empty: all
 * @param alerts the owner of the alerts; empty: it wants none
 */
public record SignalNames(Optional<Set<String>> only, Optional<String> alerts) {
    public static final SignalNames ALL = new SignalNames(Optional.empty(), Optional.empty());
    public static final SignalNames NONE = of(Set.of());

    public static SignalNames of(Set<String> names) {
        return new SignalNames(Optional.of(Set.copyOf(names)), Optional.empty());
    }

    /** The same with the alerts of an owner. */
    public SignalNames withAlertsOf(String owner) {
        return new SignalNames(only, Optional.of(owner));
    }

    boolean wants(SignalEvent signal) {
        return signal.isAlert()
                ? signal.owner().equals(alerts)
                : only.isEmpty() || only.get().contains(signal.name());
    }

    /** The names as the client sees them: in alphabetical order, or {@code *}. */
    public List<String> list() {
        return only.map(names -> names.stream().sorted().toList()).orElse(List.of("*"));
    }
}
