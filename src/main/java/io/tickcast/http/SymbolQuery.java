package io.tickcast.http;

import io.tickcast.market.Symbols;
import io.tickcast.sse.SymbolSelection;
import io.vertx.core.MultiMap;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The symbols that a request asks for.
 *
 * @param aliases the names asked for that stand for another, with that other
 * @param unknown the names asked for that this node does not have
 */
record SymbolQuery(SymbolSelection selection, Map<String, String> aliases, Set<String> unknown) {
    private static final String NAME = "symbols";

    /**
     * @param max  largest number of symbols that it may name
     * @param open whether it asks for another exchange than the primary, whose symbols this catalog need not have
     * @throws BadRequestException naming what is no symbol, or none of this node
     */
    static SymbolQuery of(MultiMap params, int max, Catalog catalog, boolean open) {
        if (!params.contains(NAME)) {
            return new SymbolQuery(catalog.all(open), Map.of(), Set.of());
        }
        return of(PriceQuery.items(params, NAME), max, catalog, open, false);
    }

    /**
     * The same for a list of names and patterns.
     *
     * @param mayBeNone whether this node need not have any of them
     */
    static SymbolQuery of(Collection<String> items, int max, Catalog catalog, boolean open, boolean mayBeNone) {
        if (items.isEmpty() || items.size() > max) {
            throw new BadRequestException("symbols: name 1 to " + max + ", or leave the parameter out for all");
        }
        return new Reader(catalog, open, mayBeNone).read(items);
    }

    private static final class Reader {
        private final Catalog catalog;
        private final boolean open;
        private final boolean mayBeNone;
        private final Map<String, String> aliases = new TreeMap<>();
        private final Set<String> unknown = new TreeSet<>();
        private final Set<String> chosen = new TreeSet<>();
        private final Set<String> patterns = new TreeSet<>();

        Reader(Catalog catalog, boolean open, boolean mayBeNone) {
            this.catalog = catalog;
            this.open = open;
            this.mayBeNone = mayBeNone;
        }

        SymbolQuery read(Collection<String> items) {
            for (String item : new LinkedHashSet<>(items)) {
                String symbol = Symbols.normalize(item);
                if (symbol.equals("*")) {
                    return new SymbolQuery(catalog.all(open), aliases, unknown);
                }
                boolean pattern = symbol.endsWith("*");
                String name = pattern ? symbol.substring(0, symbol.length() - 1) : symbol;
                if (!Symbols.isValid(name)) {
                    throw new BadRequestException("symbols: " + JsonResponses.shown(item)
                            + " is not a symbol; write BTCUSDT, or ETH* for all symbols that begin with ETH");
                }
                if (pattern) {
                    patterns.add(symbol);
                } else {
                    choose(symbol);
                }
            }
            chosen.addAll(catalog.table().select(patterns).names());
            if (mayBeNone) {
                Set<String> others = open ? unknown : Set.of();
                return new SymbolQuery(catalog.selection(chosen, others, patterns), aliases, open ? Set.of() : unknown);
            }
            if (open) {
                return new SymbolQuery(catalog.open(chosen, unknown, patterns), aliases, Set.of());
            }
            if (chosen.isEmpty()) {
                catalog.all(false);
                throw new BadRequestException("symbols: this node has none of "
                        + JsonResponses.shown(String.join(",", items)) + "; see GET /api/prices for its symbols");
            }
            // A pattern also selects the symbols that the exchange lists later.
            return new SymbolQuery(catalog.open(chosen, Set.of(), patterns), aliases, unknown);
        }

        private void choose(String symbol) {
            String resolved = catalog.resolve(symbol);
            catalog.requireAllowed(resolved);
            if (!resolved.equals(symbol)) {
                aliases.put(symbol, resolved);
            }
            if (catalog.has(resolved)) {
                chosen.add(resolved);
            } else {
                unknown.add(symbol);
            }
        }
    }
}
