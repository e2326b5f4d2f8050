package io.tickcast.http;

import io.tickcast.access.Grant;
import io.tickcast.config.KnownExchanges;
import io.tickcast.sse.ExchangeSelection;
import io.tickcast.sse.SymbolSelection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The exchanges and symbols that a client may ask this node for.
 *
 * @param exchanges exchanges that may be asked for
 * @param byExchange symbols of each exchange, in the order of the settings: clients may take it for a rank
 * @param table   the symbols of all exchanges, for looking them up
 * @param aliases old names that clients may still use, with the symbols that replaced them
 * @param grant   the rights of the client
 */
record Catalog(
        KnownExchanges exchanges,
        Map<String, List<String>> byExchange,
        SymbolTable table,
        Map<String, String> aliases,
        Grant grant) {

    Catalog(KnownExchanges exchanges, Map<String, List<String>> byExchange, Map<String, String> aliases, Grant grant) {
        this(
                exchanges,
                byExchange,
                SymbolTable.of(
                        byExchange.values().stream().flatMap(List::stream).toList()),
                aliases,
                grant);
    }

    /** A catalog with these symbols of the primary exchange. */
    Catalog(KnownExchanges exchanges, List<String> symbols, Map<String, String> aliases, Grant grant) {
        this(exchanges, Map.of(exchanges.primary(), symbols), aliases, grant);
    }

    /** The part of this catalog that a reader may see. */
    Catalog seenBy(Grant reader) {
        if (reader.symbols().isEmpty()) {
            return this;
        }
        Grant here = reader.resolved(this::resolve);
        SymbolTable seen = table.select(here.symbols().get());
        Map<String, List<String>> lists = new LinkedHashMap<>();
        byExchange.forEach((exchange, symbols) ->
                lists.put(exchange, symbols.stream().filter(seen::contains).toList()));
        return new Catalog(exchanges, lists, seen, aliases, here);
    }

    /** The symbols of the primary exchange. */
    List<String> symbols() {
        return byExchange.getOrDefault(exchanges.primary(), List.of());
    }

    /** The symbols of these exchanges, each once. */
    List<String> symbols(ExchangeSelection selection) {
        return selection.names().equals(List.of(exchanges.primary()))
                ? symbols()
                : byExchange.entrySet().stream()
                        // The index has what one of the exchanges has.
                        .filter(entry -> selection.hasIndex() || selection.wants(entry.getKey()))
                        .flatMap(entry -> entry.getValue().stream())
                        .distinct()
                        .toList();
    }

    /**
     * All symbols that the caller may see.
     *
     * @param open whether those of other exchanges are among them, which this catalog need not have
     */
    SymbolSelection all(boolean open) {
        if (grant.symbols().isEmpty()) {
            return SymbolSelection.ALL;
        }
        Set<String> names = new TreeSet<>();
        Set<String> patterns = new TreeSet<>();
        grant.symbols().get().forEach(item -> (item.endsWith("*") ? patterns : names).add(item));
        if (open) {
            return open(table.names(), names, patterns);
        }
        if (table.names().isEmpty()) {
            throw new ForbiddenException("Your token allows none of the symbols of this node");
        }
        return open(table.names(), Set.of(), patterns);
    }

    /**
     * A selection with symbols that this catalog does not have.
     *
     * @param known    symbols of this catalog
     * @param names    of others that the caller may see
     * @param patterns with {@code *} behind, of others; the caller may not see all of them
     * @throws ForbiddenException when the caller may see nothing of it
     */
    SymbolSelection open(Set<String> known, Set<String> names, Set<String> patterns) {
        SymbolSelection selection = selection(known, names, patterns);
        if (known.isEmpty()
                && selection.others().isEmpty()
                && selection.prefixes().isEmpty()) {
            throw new ForbiddenException("Your token allows none of these symbols");
        }
        return selection;
    }

    /** The same; there may be nothing in it. */
    SymbolSelection selection(Set<String> known, Set<String> names, Set<String> patterns) {
        Set<String> others = new TreeSet<>(names);
        Set<String> prefixes = new TreeSet<>();
        for (String pattern : patterns) {
            String prefix = pattern.substring(0, pattern.length() - 1);
            if (grant.symbols().isEmpty()) {
                prefixes.add(prefix);
            }
            grant.symbols()
                    .ifPresent(allowed -> allowed.forEach(item -> {
                        if (!item.endsWith("*")) {
                            if (item.startsWith(prefix)) {
                                others.add(item);
                            }
                        } else if (prefix.startsWith(item.substring(0, item.length() - 1))) {
                            prefixes.add(prefix);
                        } else if (item.startsWith(prefix)) {
                            prefixes.add(item.substring(0, item.length() - 1));
                        }
                    }));
        }
        others.removeAll(known);
        return new SymbolSelection(Optional.of(Set.copyOf(known)), Set.copyOf(others), Set.copyOf(prefixes));
    }

    /** @throws ForbiddenException naming the symbol, when the client may not read it */
    void requireAllowed(String symbol) {
        if (!has(symbol) && !grant.allowsSymbol(symbol)) {
            throw new ForbiddenException("Your token does not allow " + JsonResponses.shown(symbol));
        }
    }

    boolean has(String symbol) {
        return table.contains(symbol);
    }

    String resolve(String symbol) {
        return aliases.getOrDefault(symbol, symbol);
    }

    /** The exchange of a request that names none. */
    String primary() {
        return exchanges.primary();
    }
}
