package io.tickcast.sse.candle;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleFollower;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The newest candles of all symbols of one exchange, of one interval: the open ones, with which streams begin, and for
 * clients that come back those that closed lately.
 */
final class RecentCandles implements CandleFollower {
    private final long since;
    private final long keptMillis;
    private final Function<Candle, CandleEvent> events;
    private final Consumer<CandleEvent> changes;
    private final SortedMap<String, NavigableMap<Long, CandleEvent>> bySymbol = new TreeMap<>();
    private List<Runnable> waiting = new ArrayList<>();
    private int streams;
    private boolean hasBegun;

    /**
     * @param since      time from which on it follows them, in ms since the epoch
     * @param keptMillis ms between the newest candle of a symbol and the end of the oldest closed one, at most
     * @param events     makes the event of a candle
     * @param changes    gets the events that follow
     */
    RecentCandles(long since, long keptMillis, Function<Candle, CandleEvent> events, Consumer<CandleEvent> changes) {
        this.since = since;
        this.keptMillis = keptMillis;
        this.events = events;
        this.changes = changes;
    }

    void join() {
        streams++;
    }

    /** @return whether no stream is left */
    boolean leave() {
        streams--;
        return streams == 0;
    }

    /** Does this as soon as the candles are here: now, if they are. */
    void whenBegun(Runnable action) {
        if (hasBegun) {
            action.run();
        } else {
            waiting.add(action);
        }
    }

    boolean hasBegun() {
        return hasBegun;
    }

    /** Whether all that have closed since this time came here. */
    boolean reachesTo(long time) {
        return hasBegun && since <= time;
    }

    @Override
    public void begin(List<Candle> newest) {
        newest.forEach(this::put);
        hasBegun = true;
        List<Runnable> actions = waiting;
        waiting = new ArrayList<>();
        actions.forEach(Runnable::run);
    }

    @Override
    public void changed(List<Candle> changed) {
        changed.forEach(candle -> put(candle).ifPresent(changes));
    }

    /** @return empty when it is known already, or another one has begun since */
    private Optional<CandleEvent> put(Candle candle) {
        NavigableMap<Long, CandleEvent> candles =
                bySymbol.computeIfAbsent(candle.key().symbol(), none -> new TreeMap<>());
        Map.Entry<Long, CandleEvent> newest = candles.lastEntry();
        CandleEvent known = candles.get(candle.time());
        boolean isKnown = known != null && known.candle().equals(candle);
        boolean isLeftOpen = newest != null && newest.getKey() > candle.time() && !candle.isClosed();
        if (isKnown || isLeftOpen) {
            return Optional.empty();
        }
        if (newest != null
                && newest.getKey() < candle.time()
                && !newest.getValue().candle().isClosed()) {
            candles.remove(newest.getKey());
        }
        CandleEvent event = events.apply(candle);
        candles.put(candle.time(), event);
        long oldest = candles.lastKey() - keptMillis;
        while (candles.firstEntry().getValue().candle().end() < oldest) {
            candles.pollFirstEntry();
        }
        return Optional.of(event);
    }

    /**
     * The open candle of each of these symbols, and before it those that have closed.
     *
     * @param closedAfter the end of the oldest closed one is not before this time, in ms since the epoch
     */
    List<CandleEvent> events(Predicate<String> symbols, long closedAfter) {
        return bySymbol.entrySet().stream()
                .filter(entry -> symbols.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .map(NavigableMap::values)
                .flatMap(Collection::stream)
                .filter(event -> !event.candle().isClosed() || event.candle().end() >= closedAfter)
                .toList();
    }
}
