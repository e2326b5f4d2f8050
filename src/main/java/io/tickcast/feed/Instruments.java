package io.tickcast.feed;

import io.tickcast.market.Pair;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The symbols that a feed follows now, and the exchange's own names of them. They change while the feed runs; the views
 * show it. Belongs to one event loop.
 */
public final class Instruments {
    private final Map<String, String> names;
    private final Map<String, String> symbols = new LinkedHashMap<>();

    /** @param names the exchange's name of each symbol, in the order of the settings */
    public Instruments(Map<String, String> names) {
        this.names = new LinkedHashMap<>(names);
        names.forEach((symbol, name) -> symbols.put(name, symbol));
    }

    /**
     * Names the symbols as an exchange does that puts a separator between the two currencies. A symbol that ends in no
     * known quote currency keeps its name, which the exchange will refuse.
     */
    public static Instruments separatedBy(String separator, List<String> symbols) {
        Map<String, String> names = new LinkedHashMap<>();
        symbols.forEach(symbol -> names.put(
                symbol, Pair.of(symbol).map(pair -> pair.joined(separator)).orElse(symbol)));
        return new Instruments(names);
    }

    /** Names the symbols as an exchange does that has our spelling. */
    public static Instruments unchanged(List<String> symbols) {
        Map<String, String> names = new LinkedHashMap<>();
        symbols.forEach(symbol -> names.put(symbol, symbol));
        return new Instruments(names);
    }

    public String name(String symbol) {
        return names.getOrDefault(symbol, symbol);
    }

    /** The exchange's names of these symbols, in their order. */
    public List<String> names(List<String> some) {
        return some.stream().map(this::name).toList();
    }

    boolean has(String symbol) {
        return names.containsKey(symbol);
    }

    /** A view of the exchange's name of each symbol. */
    Map<String, String> names() {
        return Collections.unmodifiableMap(names);
    }

    /** A view of our symbol by the exchange's name. */
    public Map<String, String> symbols() {
        return Collections.unmodifiableMap(symbols);
    }

    void add(String symbol, String name) {
        names.put(symbol, name);
        symbols.put(name, symbol);
    }

    void remove(String symbol) {
        String name = names.remove(symbol);
        if (name != null) {
            symbols.remove(name);
        }
    }
}
