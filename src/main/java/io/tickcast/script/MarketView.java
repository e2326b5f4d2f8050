package io.tickcast.script;

import io.tickcast.market.Tick;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The prices and names that files may ask for.
 *
 * @param newest  newest tick of each symbol; written on the event loop, read by every file's thread
 * @param aliases old names that clients may still use, with the symbols that replaced them
 */
record MarketView(Map<String, Tick> newest, Map<String, String> aliases) {
    /** The symbol as ticks have it, however a file writes it. */
    String symbol(String written) {
        String symbol = written.toUpperCase(Locale.ROOT);
        return aliases.getOrDefault(symbol, symbol);
    }

    Optional<Tick> last(String symbol) {
        return Optional.ofNullable(newest.get(symbol(symbol)));
    }
}
