package io.tickcast.sse;

import io.tickcast.config.Settings;
import io.tickcast.market.FeedSymbols;
import io.tickcast.market.Instrument;
import io.tickcast.market.SymbolRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The symbols that the exchanges list and that the settings ask for, as the lines of the feeds tell all nodes. Until a
 * line has told them, they are those that the settings name. Belongs to one event loop.
 */
public final class KnownSymbols {
    /** A line repeats its word each minute. */
    private static final long FORGOTTEN_NANOS = Duration.ofMinutes(3).toNanos();

    private final Map<String, List<String>> named;
    private final Map<String, Map<Integer, Word>> lines = new HashMap<>();
    private final Map<String, Map<String, Instrument>> instruments = new HashMap<>();
    private long version;

    private record Word(FeedSymbols told, long heardAt) {}

    /** @param named the symbols of each exchange that the settings name */
    public KnownSymbols(Map<String, List<String>> named) {
        this.named = new LinkedHashMap<>(named);
    }

    public static KnownSymbols of(Settings settings) {
        Map<String, List<String>> named = new LinkedHashMap<>();
        settings.feed()
                .exchanges()
                .forEach(
                        exchange -> named.put(exchange.name(), SymbolRule.names(exchange.resolve(settings.symbols()))));
        return new KnownSymbols(named);
    }

    /** Another one after each change. */
    public long version() {
        return version;
    }

    /** The exchanges in the order of the settings. */
    public Set<String> exchanges() {
        return named.keySet();
    }

    /** The symbols of an exchange that the settings name or that trade there, in the order of the settings. */
    public List<String> symbols(String exchange) {
        Set<String> all = new LinkedHashSet<>(named.getOrDefault(exchange, List.of()));
        all.addAll(trading(exchange));
        return List.copyOf(all);
    }

    /** Instruments that an exchange lists; empty until its list is known. */
    public Map<String, Instrument> instruments(String exchange) {
        return instruments.getOrDefault(exchange, Map.of());
    }

    /** Whether a symbol trades at an exchange, as far as its list is known. */
    boolean isTrading(String exchange, String symbol) {
        Map<String, Instrument> known = instruments.get(exchange);
        if (known == null) {
            return true;
        }
        Instrument instrument = known.get(symbol);
        return instrument != null && instrument.isTrading();
    }

    private Set<String> trading(String exchange) {
        Map<String, Instrument> known = instruments.get(exchange);
        if (known == null) {
            return new LinkedHashSet<>(named.getOrDefault(exchange, List.of()));
        }
        Set<String> trading = new LinkedHashSet<>();
        known.values().stream().filter(Instrument::isTrading).forEach(one -> trading.add(one.symbol()));
        return trading;
    }

    /**
     * Takes the word of a line. Two lines may have asked at different times: what one of them has is there. The word of
     * a line that has fallen silent counts no longer, unless all have.
     */
    SymbolChange heard(FeedSymbols told, long nowNanos) {
        String exchange = told.exchange();
        if (!named.containsKey(exchange)) {
            return SymbolChange.NONE;
        }
        Map<Integer, Word> words = lines.computeIfAbsent(exchange, none -> new TreeMap<>());
        Word before = words.put(told.line(), new Word(told, nowNanos));
        boolean hasForgotten = words.values().removeIf(word -> nowNanos - word.heardAt > FORGOTTEN_NANOS);
        if (!hasForgotten && before != null && before.told.equals(told)) {
            return SymbolChange.NONE;
        }
        Set<String> tradedBefore = trading(exchange);
        Map<String, Instrument> all = new LinkedHashMap<>();
        words.values()
                .forEach(word -> word.told
                        .instruments()
                        .forEach(one ->
                                all.merge(one.symbol(), one, (first, other) -> first.isTrading() ? first : other)));
        instruments.put(exchange, all);
        version++;
        Set<String> now = trading(exchange);
        return new SymbolChange(without(now, tradedBefore), without(tradedBefore, now));
    }

    private static List<String> without(Set<String> some, Set<String> others) {
        List<String> left = new ArrayList<>(some);
        left.removeIf(others::contains);
        return left;
    }
}
