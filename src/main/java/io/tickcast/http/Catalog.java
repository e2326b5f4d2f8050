package io.tickcast.http;

import io.tickcast.access.Grant;
import io.tickcast.market.PrimaryExchange;
import io.tickcast.sse.KnownExchanges;
import io.tickcast.sse.SymbolSelection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The exchanges and symbols that a client may ask this node for.
 *
 * @param exchanges that may be asked for
 * @param symbols in the order of the settings: clients may take it for a rank
 * @param table   the same symbols, for looking them up
 * @param aliases old names that clients may still use, with the symbols that replaced them
 * @param grant   the rights of the client
 */
record Catalog(
        KnownExchanges exchanges, List<String> symbols, SymbolTable table, Map<String, String> aliases, Grant grant) {

    Catalog(KnownExchanges exchanges, List<String> symbols, Map<String, String> aliases, Grant grant) {
        this(exchanges, symbols, SymbolTable.of(symbols), aliases, grant);
    }

    static Catalog of(KnownExchanges exchanges, PrimaryExchange primary) {
        return new Catalog(exchanges, primary.symbols(), primary.aliases(), Grant.ALL);
    }

    /** The part of this catalog that a reader may see. */
    Catalog seenBy(Grant reader) {
        if (reader.symbols().isEmpty()) {
            return this;
        }
        Grant here = reader.resolved(this::resolve);
        SymbolTable seen = table.select(here.symbols().get());
        return new Catalog(exchanges, symbols.stream().filter(seen::contains).toList(), seen, aliases, here);
    }

    /** All symbols that the caller may see. */
    SymbolSelection all() {
        if (grant.symbols().isEmpty()) {
            return SymbolSelection.ALL;
        }
        if (symbols.isEmpty()) {
            throw new ForbiddenException("Your token allows none of the symbols of this node");
        }
        return SymbolSelection.of(Set.copyOf(symbols));
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
