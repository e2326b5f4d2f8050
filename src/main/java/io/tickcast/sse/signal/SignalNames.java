package io.tickcast.sse.signal;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The names of the signals that a stream wants: certain ones, or all. Equal wishes share their frames. */
public record SignalNames(Optional<Set<String>> only) {
    public static final SignalNames ALL = new SignalNames(Optional.empty());

    public static SignalNames of(Set<String> names) {
        return new SignalNames(Optional.of(Set.copyOf(names)));
    }

    boolean wants(String name) {
        return only.isEmpty() || only.get().contains(name);
    }

    /** The names as the client sees them: in alphabetical order, or {@code *}. */
    public List<String> list() {
        return only.map(names -> names.stream().sorted().toList()).orElse(List.of("*"));
    }
}
