package io.tickcast.feed;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Watches which symbols of a connection bring news. A silent symbol is named, and nothing more: it is no reason to
 * close a connection, since thin markets are silent, too.
 */
final class SymbolWatch {
    private final Set<String> symbols;
    /** Times at which symbols were added after the start, in ns. */
    private final Map<String, Long> addedAt = new HashMap<>();

    private final long limitNanos;
    private final boolean onlyFirst;
    private final Map<String, Heard> heard = new HashMap<>();
    private final Set<String> silent = new TreeSet<>();
    private final Map<String, String> refused = new TreeMap<>();
    private Map<String, String> newlyRefused = new TreeMap<>();
    private long startedAt;

    /** Time of a symbol's last news; changed in place, since most ticks do nothing else here. */
    private static final class Heard {
        private long at;
    }

    /**
     * @param limitNanos time that a symbol has for its next news
     * @param onlyFirst  whether it has them with its subscription, and may be silent from there on
     */
    SymbolWatch(Collection<String> symbols, long limitNanos, boolean onlyFirst) {
        this.symbols = new LinkedHashSet<>(symbols);
        this.limitNanos = limitNanos;
        this.onlyFirst = onlyFirst;
    }

    /** These are subscribed as well from now on, and have until the limit to bring news. */
    void add(Collection<String> more, long nowNanos) {
        symbols.addAll(more);
        more.forEach(symbol -> addedAt.put(symbol, nowNanos));
    }

    /** These are no longer subscribed. */
    void remove(Collection<String> gone) {
        symbols.removeAll(gone);
        gone.forEach(symbol -> {
            addedAt.remove(symbol);
            heard.remove(symbol);
            silent.remove(symbol);
            refused.remove(symbol);
            newlyRefused.remove(symbol);
        });
    }

    /** All symbols are subscribed anew, and have until the limit to bring news. */
    void restart(long nowNanos) {
        startedAt = nowNanos;
        addedAt.clear();
    }

    /** @return whether it had been silent */
    boolean heard(String symbol, long nowNanos) {
        heard.computeIfAbsent(symbol, first -> new Heard()).at = nowNanos;
        if (!refused.isEmpty()) {
            refused.remove(symbol);
        }
        return !silent.isEmpty() && silent.remove(symbol);
    }

    /** Whether it has not spoken since all were subscribed. */
    boolean isAwaited(String symbol) {
        return heardAt(symbol) - subscribedAt(symbol) <= 0;
    }

    /** The exchange refused to subscribe it. */
    void refuse(String symbol, String reason) {
        if (symbols.contains(symbol) && !reason.equals(refused.put(symbol, reason))) {
            newlyRefused.put(symbol, reason);
            silent.remove(symbol);
        }
    }

    /** The refused symbols, each with the reason. */
    Map<String, String> refused() {
        return refused;
    }

    /** @return the symbols that were refused since the last call */
    Map<String, String> takeNewlyRefused() {
        Map<String, String> taken = newlyRefused;
        if (!taken.isEmpty()) {
            newlyRefused = new TreeMap<>();
        }
        return taken;
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

    /** @return the symbols that were found silent just now */
    List<String> check(long nowNanos) {
        if (nowNanos - startedAt <= limitNanos) {
            return List.of();
        }
        return symbols.stream()
                .filter(symbol -> nowNanos - (onlyFirst ? subscribedAt(symbol) : heardAt(symbol)) > limitNanos)
                .filter(symbol -> !onlyFirst || isAwaited(symbol))
                .filter(symbol -> !refused.containsKey(symbol))
                .filter(silent::add)
                .toList();
    }

    private long heardAt(String symbol) {
        Heard last = heard.get(symbol);
        return last == null ? subscribedAt(symbol) : last.at;
    }

    private long subscribedAt(String symbol) {
        return addedAt.getOrDefault(symbol, startedAt);
    }

    /** Whether none has ever spoken. */
    boolean hasHeardNone() {
        return heard.isEmpty();
    }

    /** Whether none has ever spoken, and each had its time. */
    boolean isMute() {
        return heard.isEmpty() && silent.size() + refused.size() == symbols.size();
    }

    /** @return the symbols of a connection that brought nothing and is given up, except those found silent before */
    List<String> giveUp() {
        return symbols.stream()
                .filter(symbol -> !refused.containsKey(symbol))
                .filter(silent::add)
                .toList();
    }

    Set<String> silent() {
        return silent;
    }
}
