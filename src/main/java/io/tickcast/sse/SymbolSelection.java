package io.tickcast.sse;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which symbols a stream wants: these, or whatever there is. Equal selections share their frames. */
public record SymbolSelection(Optional<Set<String>> only) {
  public static final SymbolSelection ALL = new SymbolSelection(Optional.empty());

  public static SymbolSelection of(Set<String> symbols) {
    return new SymbolSelection(Optional.of(Set.copyOf(symbols)));
  }

  boolean wants(String symbol) {
    return only.isEmpty() || only.get().contains(symbol);
  }

  /** The symbols by name, in order; what "all" stands for is the caller's to say. */
  public Set<String> named(Set<String> all) {
    return new TreeSet<>(only.orElse(all));
  }
}
