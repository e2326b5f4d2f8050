package io.tickcast.market;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The newest tick of each symbol at each exchange, and the arbiter of which ticks are new. It is the only place where
 * duplicates and stragglers end, be they of two lines, of two connections of one line or of an exchange that repeats
 * itself. Belongs to one event loop; not thread-safe.
 */
public final class LatestPrices {
    private static final long MAX_AHEAD_MILLIS = Duration.ofMinutes(10).toMillis();
    /**
     * A tick that is older by this is a straggler. More than lines and connections differ, whose receive times may be
     * of two clocks.
     */
    private static final long STRAGGLING_MILLIS = Duration.ofMinutes(1).toMillis();

    private final Map<String, Map<String, Tick>> byExchange = new HashMap<>();

    /**
     * Takes the tick if it is news: later than the one held in the exchange's order, or of a symbol never seen. A stored
     * tick gives way to a live one of the same time, which carries more. One that was dated far into the future gives
     * way to one that was not, or it would silence its symbol until then; clocks that merely differ make both the same.
     * A test tick is never taken.
     */
    public boolean accept(Tick tick) {
        if (tick.isTest()) {
            return false;
        }
        Map<String, Tick> bySymbol = byExchange.computeIfAbsent(tick.exchange(), exchange -> new HashMap<>());
        Tick held = bySymbol.get(tick.symbol());
        if (held != null && !isNewer(tick, held)) {
            return false;
        }
        bySymbol.put(tick.symbol(), tick);
        return true;
    }

    /** Takes a tick that was made of others here, in whose order they come. */
    public void replace(Tick derived) {
        byExchange
                .computeIfAbsent(derived.exchange(), exchange -> new HashMap<>())
                .put(derived.symbol(), derived);
    }

    /** Whether the newest tick held is this one, or a later one in the exchange's order. */
    public boolean hasReached(Tick tick) {
        return newest(tick.exchange(), tick.symbol())
                .filter(held -> !isNewer(tick, held))
                .isPresent();
    }

    /**
     * Of two trades the later one has the higher id or number: several share a ms, and a ticker's time is that of its
     * sending, later than the next trades. Ids that begin anew, as of a symbol that was listed again, come with a time
     * that is clearly later.
     */
    private static boolean isNewer(Tick tick, Tick held) {
        if (tick.order() != held.order()
                && tick.order() > 0
                && held.order() > 0
                && Math.abs(tick.eventTime() - held.eventTime()) <= STRAGGLING_MILLIS) {
            return tick.order() > held.order();
        }
        return tick.eventTime() > held.eventTime()
                || (tick.eventTime() == held.eventTime() && held.isStored() && !tick.isStored())
                || (ahead(held) > MAX_AHEAD_MILLIS
                        && ahead(held) - ahead(tick) > MAX_AHEAD_MILLIS
                        && held.eventTime() - tick.eventTime() > STRAGGLING_MILLIS);
    }

    /** ms by which a tick's event time is ahead of its receipt. */
    private static long ahead(Tick tick) {
        return tick.eventTime() - tick.receivedAt() / 1_000;
    }

    /** The clock by which ticks were received is another one now. */
    public void restamp(UnaryOperator<Tick> restamped) {
        byExchange.values().forEach(bySymbol -> bySymbol.replaceAll((symbol, tick) -> restamped.apply(tick)));
    }

    public Optional<Tick> newest(String exchange, String symbol) {
        return Optional.ofNullable(byExchange.getOrDefault(exchange, Map.of()).get(symbol));
    }

    /** The newest tick of every symbol at this exchange; a view. */
    public Collection<Tick> newest(String exchange) {
        return Collections.unmodifiableCollection(
                byExchange.getOrDefault(exchange, Map.of()).values());
    }

    /** The newest tick of every symbol at every exchange. */
    public Stream<Tick> newest() {
        return byExchange.values().stream().flatMap(bySymbol -> bySymbol.values().stream());
    }

    public boolean isEmpty() {
        return byExchange.isEmpty();
    }
}
