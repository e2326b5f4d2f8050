package io.tickcast.http;

import io.tickcast.access.Grant;
import io.tickcast.sse.OpenStream;
import io.tickcast.sse.SymbolSelection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Changes the symbols and the interval of an open stream, within the rights of its client. */
final class StreamChange {
    private final OpenStream stream;
    private final PriceStreamRoute route;
    private final Grant grant;
    private NamedSymbols named;
    private Map<String, String> aliases;
    private Set<String> unknown;

    /** @param items the names in the query that opened the stream */
    StreamChange(OpenStream stream, PriceStreamRoute route, PriceStreamRoute.Wish wish, List<String> items) {
        this.stream = stream;
        this.route = route;
        grant = wish.grant();
        named = NamedSymbols.of(items);
        aliases = wish.query().aliases();
        unknown = wish.query().unknown();
    }

    /**
     * @param acknowledge called before the first price of a new symbol
     * @throws BadRequestException naming what is no symbol, or none of this node
     * @throws ForbiddenException  naming a symbol that the client may not read
     */
    void add(Collection<String> symbols, Runnable acknowledge) {
        name(named.plus(symbols), acknowledge);
    }

    /** @see #add */
    void remove(Collection<String> symbols, Runnable acknowledge) {
        name(named.minus(symbols), acknowledge);
    }

    private void name(NamedSymbols wanted, Runnable acknowledge) {
        SymbolSelection selection = SymbolSelection.of(Set.of());
        Map<String, String> newAliases = Map.of();
        Set<String> newUnknown = Set.of();
        if (wanted.all() || !wanted.names().isEmpty()) {
            SymbolQuery query = route.symbols(stream.subscription().exchanges(), grant, wanted);
            selection = query.selection();
            newAliases = query.aliases();
            newUnknown = query.unknown();
        }
        named = wanted;
        aliases = newAliases;
        unknown = newUnknown;
        stream.change(selection, stream.subscription().intervalMillis(), acknowledge);
    }

    /** @param millis at most one update per exchange and symbol in this time; 0: every tick */
    void interval(long millis, Runnable acknowledge) {
        stream.change(stream.subscription().symbols(), millis, acknowledge);
    }

    /** Adds what the stream gets now. */
    void describe(Map<String, Object> data) {
        route.putSymbols(data, stream.subscription());
        data.put("interval", stream.subscription().intervalMillis());
        PriceStreamRoute.putNames(data, aliases, unknown);
    }
}
