package io.tickcast.script;

import io.tickcast.market.Tick;
import io.tickcast.market.candle.KeptCandles;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The prices, candles and names that files may ask for. Written on the event loop, read by every file's thread. */
final class MarketView {
    /** Any exchange, or any symbol. */
    static final String ALL = "*";

    private final List<String> exchanges;
    private final Map<String, String> aliases;
    private final Optional<KeptCandles> candles;
    private final Map<String, Map<String, Tick>> newest = new ConcurrentHashMap<>();

    /**
     * @param exchanges exchanges that files may name; a file that names none means the first
     * @param aliases   old names that files may still use, with the symbols that replaced them
     * @param candles   empty: none are kept
     */
    MarketView(List<String> exchanges, Map<String, String> aliases, Optional<KeptCandles> candles) {
        this.exchanges = List.copyOf(exchanges);
        this.aliases = Map.copyOf(aliases);
        this.candles = candles;
    }

    void keep(Tick tick) {
        newest.computeIfAbsent(tick.exchange(), exchange -> new ConcurrentHashMap<>())
                .put(tick.symbol(), tick);
    }

    void clear() {
        newest.clear();
    }

    Optional<KeptCandles> candles() {
        return candles;
    }

    String primary() {
        return exchanges.get(0);
    }

    /** The symbol as ticks have it, however a file writes it. */
    String symbol(String written) {
        String symbol = written.toUpperCase(Locale.ROOT);
        return aliases.getOrDefault(symbol, symbol);
    }

    /** @throws IllegalArgumentException naming the exchanges that there are */
    void requireExchange(String exchange, String where) {
        if (!exchanges.contains(exchange) && !(exchange.equals(ALL) && where.endsWith(".on"))) {
            throw new IllegalArgumentException(where + ": no exchange is called "
                    + (exchange.length() > 40 ? exchange.substring(0, 40) : exchange) + "; there are "
                    + String.join(", ", exchanges) + (where.endsWith(".on") ? ", and * for all of them" : ""));
        }
    }

    /** @throws IllegalArgumentException naming the exchanges that there are */
    Optional<Tick> last(String exchange, String symbol) {
        requireExchange(exchange, "ticks.last");
        return Optional.ofNullable(newest.getOrDefault(exchange, Map.of()).get(symbol(symbol)));
    }
}
