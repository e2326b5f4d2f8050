package io.tickcast.feed;

import io.tickcast.market.Pair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The symbols of a feed and the exchange's own names of them.
 *
 * @param names the exchange's name of each symbol, in the order of the settings
 */
public record Instruments(Map<String, String> names) {
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

    /** Our symbol by the exchange's name. */
    public Map<String, String> symbols() {
        Map<String, String> symbols = new LinkedHashMap<>();
        names.forEach((symbol, name) -> symbols.put(name, symbol));
        return symbols;
    }
}
