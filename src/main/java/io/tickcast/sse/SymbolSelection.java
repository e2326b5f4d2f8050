package io.tickcast.sse;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The symbols that a stream wants: certain ones, or all. Equal selections share their frames. */
public record SymbolSelection(Optional<Set<String>> only) {
    public static final SymbolSelection ALL = new SymbolSelection(Optional.empty());

    public static SymbolSelection of(Set<String> symbols) {
        return new SymbolSelection(Optional.of(Set.copyOf(symbols)));
    }

    boolean wants(String symbol) {
        return only.isEmpty() || only.get().contains(symbol);
    }

    /** The selected ones among these, in their order. */
    public List<String> of(List<String> all) {
        return all.stream().filter(this::wants).toList();
    }
}
