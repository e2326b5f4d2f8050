package io.tickcast.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The streams that one connection has subscribed. Not thread-safe. */
final class Streams {
    private static final String TICKER = "@ticker";
    private static final String TRADE = "@aggTrade";
    private static final String BOOK = "@bookTicker";

    private final int most;
    private final Set<String> names = new LinkedHashSet<>();

    Streams(int most) {
        this.most = most;
    }

    /** The name of a symbol's ticker stream. */
    static String ticker(String symbol) {
        return symbol.toLowerCase(Locale.ROOT) + TICKER;
    }

    static String trade(String symbol) {
        return symbol.toLowerCase(Locale.ROOT) + TRADE;
    }

    /** The name of a symbol's stream of its best bid and ask. */
    static String book(String symbol) {
        return symbol.toLowerCase(Locale.ROOT) + BOOK;
    }

    /** Adds all or, beyond the limit, none. A name without a type subscribes nothing, and Binance does not say so. */
    boolean add(Collection<String> wanted) {
        Set<String> all = new LinkedHashSet<>(names);
        wanted.stream().filter(name -> name.indexOf('@') > 0).forEach(all::add);
        if (all.size() > most) {
            return false;
        }
        names.addAll(all);
        return true;
    }

    void remove(Collection<String> unwanted) {
        names.removeAll(new ArrayList<>(unwanted));
    }

    boolean contains(String name) {
        return names.contains(name);
    }

    List<String> list() {
        return List.copyOf(names);
    }
}
