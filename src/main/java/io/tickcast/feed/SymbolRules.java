package io.tickcast.feed;

import io.tickcast.market.Instrument;
import io.tickcast.market.SymbolRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The symbols that an exchange is to be asked for, by its list of instruments.
 *
 * @param items in the order of the settings
 */
record SymbolRules(List<SymbolRule> items) {
    private static final String UNKNOWN = "unknown symbol";

    /**
     * The symbols of a list.
     *
     * @param followed   in the order of the rules; one that is named is followed while it does not trade, so that it is
     *                   there at once when it does again
     * @param notTrading each symbol that the rules name and that does not trade, with the reason
     */
    record Selection(List<Instrument> followed, Map<String, String> notTrading) {}

    SymbolRules {
        items = List.copyOf(items);
    }

    static SymbolRules of(List<String> items) {
        return new SymbolRules(
                items.stream().flatMap(item -> SymbolRule.of(item).stream()).toList());
    }

    /** The symbols that are named. */
    List<String> names() {
        return items.stream()
                .flatMap(item -> item instanceof SymbolRule.Name name ? Stream.of(name.symbol()) : Stream.of())
                .distinct()
                .toList();
    }

    /** Whether all symbols are named, so that no list can add any. */
    boolean isFixed() {
        return items.stream().allMatch(SymbolRule.Name.class::isInstance);
    }

    /** Whether the volumes are needed. */
    boolean ranks() {
        return items.stream().anyMatch(SymbolRule.Top.class::isInstance);
    }

    /** The same for an exchange whose volumes are not known. */
    SymbolRules withoutRankings() {
        return new SymbolRules(
                items.stream().filter(item -> !(item instanceof SymbolRule.Top)).toList());
    }

    /** @param volumes quote volume by the name in requests; an instrument without one is the last */
    Selection select(List<Instrument> list, Map<String, BigDecimal> volumes) {
        Map<String, Instrument> listed = list.stream()
                .collect(Collectors.toMap(Instrument::symbol, Function.identity(), (first, other) -> first));
        List<Instrument> ranked = new ArrayList<>(list.stream()
                .filter(Instrument::isTrading)
                .sorted(Comparator.comparing(Instrument::symbol))
                .toList());
        Map<String, Instrument> followed = new LinkedHashMap<>();
        Map<String, String> notTrading = new LinkedHashMap<>();
        for (SymbolRule item : items) {
            if (item instanceof SymbolRule.Name name) {
                Instrument instrument = listed.get(name.symbol());
                if (instrument == null) {
                    notTrading.put(name.symbol(), UNKNOWN);
                } else {
                    if (!instrument.isTrading()) {
                        notTrading.put(name.symbol(), instrument.status());
                    }
                    add(followed, Stream.of(instrument));
                }
            } else if (item instanceof SymbolRule.Matching matching) {
                add(followed, ranked.stream().filter(one -> matching.pattern().matches(one.symbol())));
            } else if (item instanceof SymbolRule.Top top) {
                add(
                        followed,
                        ranked.stream()
                                .filter(one -> one.quote().equals(top.quote()))
                                .sorted(Comparator.comparing((Instrument one) ->
                                                volumes.getOrDefault(one.restName(), BigDecimal.ZERO))
                                        .reversed())
                                .limit(top.count()));
            }
        }
        return new Selection(List.copyOf(followed.values()), notTrading);
    }

    private static void add(Map<String, Instrument> followed, Stream<Instrument> more) {
        more.filter(one -> followed.size() < SymbolRule.MOST).forEach(one -> followed.putIfAbsent(one.symbol(), one));
    }
}
