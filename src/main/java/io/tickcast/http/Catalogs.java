package io.tickcast.http;

import io.tickcast.access.Grant;
import io.tickcast.config.KnownExchanges;
import io.tickcast.market.PrimaryExchange;
import io.tickcast.sse.KnownSymbols;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The catalog of this moment: made again when an exchange's symbols change. Belongs to one event loop. */
final class Catalogs implements Supplier<Catalog> {
    private final KnownExchanges exchanges;
    private final KnownSymbols symbols;
    private final Map<String, String> aliases;
    private long version;
    private Catalog current;

    Catalogs(KnownExchanges exchanges, KnownSymbols symbols, PrimaryExchange primary) {
        this.exchanges = exchanges;
        this.symbols = symbols;
        aliases = primary.aliases();
        version = symbols.version();
        current = make();
    }

    @Override
    public Catalog get() {
        if (version != symbols.version()) {
            version = symbols.version();
            current = make();
        }
        return current;
    }

    private Catalog make() {
        Map<String, List<String>> byExchange = new LinkedHashMap<>();
        symbols.exchanges().forEach(exchange -> byExchange.put(exchange, symbols.symbols(exchange)));
        return new Catalog(exchanges, byExchange, aliases, Grant.ALL);
    }
}
