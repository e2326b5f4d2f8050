package io.tickcast.sse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The symbols that a stream wants: certain ones, or all. Equal selections share their frames.
 *
 * @param only     symbols of the settings; empty: all symbols, of the settings or not
 * @param others   further symbols, which published sources may have
 * @param prefixes of further symbols
 */
public record SymbolSelection(Optional<Set<String>> only, Set<String> others, Set<String> prefixes)
        implements Predicate<String> {
    public static final SymbolSelection ALL = new SymbolSelection(Optional.empty(), Set.of(), Set.of());

    public static SymbolSelection of(Set<String> symbols) {
        return new SymbolSelection(Optional.of(Set.copyOf(symbols)), Set.of(), Set.of());
    }

    /** Whether it has this symbol. */
    public boolean wants(String symbol) {
        return only.isEmpty() || only.get().contains(symbol) || others.contains(symbol) || hasPrefixOf(symbol);
    }

    @Override
    public boolean test(String symbol) {
        return wants(symbol);
    }

    /** Whether it wants the symbol for its prefix alone. */
    boolean wantsByPrefix(String symbol) {
        return hasPrefixOf(symbol)
                && !others.contains(symbol)
                && only.filter(names -> names.contains(symbol)).isEmpty();
    }

    private boolean hasPrefixOf(String symbol) {
        for (String prefix : prefixes) {
            if (symbol.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** The selected ones among these, in their order, and behind them the others that it names. */
    public List<String> of(List<String> all) {
        List<String> selected = new ArrayList<>(all.stream().filter(this::wants).toList());
        selected.addAll(new TreeSet<>(others));
        return selected;
    }
}
