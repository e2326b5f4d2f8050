package io.tickcast.http;

import java.util.Collection;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Symbols in order, so that the ones with a prefix are found without a look at the others. */
record SymbolTable(NavigableSet<String> names) {
    static SymbolTable of(Collection<String> names) {
        return new SymbolTable(new TreeSet<>(names));
    }

    boolean contains(String name) {
        return names.contains(name);
    }

    /**
     * The symbols that patterns select. Costs no more than the patterns and what they select, however much they
     * overlap.
     *
     * @param patterns names, and prefixes with {@code *} behind
     */
    SymbolTable select(Collection<String> patterns) {
        NavigableSet<String> selected = new TreeSet<>(names.comparator());
        NavigableSet<String> prefixes = new TreeSet<>();
        for (String pattern : patterns) {
            if (pattern.endsWith("*")) {
                prefixes.add(pattern.substring(0, pattern.length() - 1));
            } else if (names.contains(pattern)) {
                selected.add(pattern);
            }
        }
        String last = null;
        for (String prefix : prefixes) {
            // In this order a prefix that another one covers comes behind it.
            if (last == null || !prefix.startsWith(last)) {
                selected.addAll(names.subSet(prefix, prefix + Character.MAX_VALUE));
                last = prefix;
            }
        }
        return new SymbolTable(selected);
    }
}
