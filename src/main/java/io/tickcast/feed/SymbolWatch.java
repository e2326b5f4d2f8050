package io.tickcast.feed;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Watches which symbols of a connection bring news. A silent symbol is named, and nothing more: it is no reason to
 * close a connection, since thin markets are silent, too.
 */
final class SymbolWatch {
    private final Collection<String> symbols;
    private final long limitNanos;
    private final Map<String, Heard> heard = new HashMap<>();
    private final Set<String> silent = new TreeSet<>();
    private long startedAt;

    /** Time of a symbol's last news; changed in place, since most ticks do nothing else here. */
    private static final class Heard {
        private long at;
    }

    SymbolWatch(Collection<String> symbols, long limitNanos) {
        this.symbols = List.copyOf(symbols);
        this.limitNanos = limitNanos;
    }

    /** All symbols are subscribed anew, and have until the limit to bring news. */
    void restart(long nowNanos) {
        startedAt = nowNanos;
    }

    /** @return whether it had been silent */
    boolean heard(String symbol, long nowNanos) {
        heard.computeIfAbsent(symbol, first -> new Heard()).at = nowNanos;
        return !silent.isEmpty() && silent.remove(symbol);
    }

    /** Symbols that brought news within this time. */
    Set<String> ticking(long withinNanos, long nowNanos) {
        Set<String> ticking = new HashSet<>();
        heard.forEach((symbol, last) -> {
            if (nowNanos - last.at < withinNanos) {
                ticking.add(symbol);
            }
        });
        return ticking;
    }

    /** @return those found silent just now */
    List<String> check(long nowNanos) {
        if (nowNanos - startedAt <= limitNanos) {
            return List.of();
        }
        return symbols.stream()
                .filter(symbol -> nowNanos - heardAt(symbol) > limitNanos)
                .filter(silent::add)
                .toList();
    }

    private long heardAt(String symbol) {
        Heard last = heard.get(symbol);
        return last == null ? startedAt : last.at;
    }

    /** Whether none has ever spoken. */
    boolean hasHeardNone() {
        return heard.isEmpty();
    }

    /** Whether none has ever spoken, and each had its time. */
    boolean isMute() {
        return heard.isEmpty() && silent.size() == symbols.size();
    }

    /** @return those of a connection that brought nothing and is given up, unless they were found silent before */
    List<String> giveUp() {
        return symbols.stream().filter(silent::add).toList();
    }

    Set<String> silent() {
        return silent;
    }
}
