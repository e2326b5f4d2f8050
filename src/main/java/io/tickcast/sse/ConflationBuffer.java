package io.tickcast.sse;

import io.tickcast.sse.candle.CandleBacklog;
import io.tickcast.sse.candle.CandleEvent;
import io.tickcast.sse.wire.EventId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ticks that a slow stream has missed: the newest of each symbol, which all streams share, or one standing for all
 * when the extremes were asked for; also the last test, candles, the exchanges whose state changed, and the
 * symbols that came and went. O(symbols), and no frame.
 */
final class ConflationBuffer {
    private final boolean withWindows;
    private SequencedTick[] newest = {};
    private @Nullable SequencedTick test;
    private @Nullable EventId reached;
    private final CandleBacklog candles = new CandleBacklog();
    private final Set<String> feeds = new LinkedHashSet<>();
    private final Set<String> added = new LinkedHashSet<>();
    private final Set<String> removed = new LinkedHashSet<>();

    ConflationBuffer(boolean withWindows) {
        this.withWindows = withWindows;
    }

    void add(SequencedTick tick) {
        if (tick.tick().isTest()) {
            test = tick;
            return;
        }
        int symbol = tick.symbol();
        if (symbol >= newest.length) {
            newest = Arrays.copyOf(newest, symbol + 1);
        }
        SequencedTick before = newest[symbol];
        newest[symbol] = withWindows && before != null ? before.mergedInto(tick) : tick;
    }

    /** Sets the cursor of a client that has all of this. */
    void reached(EventId id) {
        reached = id;
    }

    /** @return empty if no tick was missed */
    Optional<EventId> reached() {
        return Optional.ofNullable(reached);
    }

    void addFeedState(String exchange) {
        feeds.add(exchange);
    }

    /** @return false when more candles have closed than one stream may miss */
    boolean addCandles(List<CandleEvent> events) {
        boolean fits = true;
        for (CandleEvent event : events) {
            fits &= candles.add(event);
        }
        return fits;
    }

    List<CandleEvent> candles() {
        return candles.events();
    }

    /** Takes symbols that came and went; of each the last word counts. */
    void addSymbols(SymbolChange change) {
        change.added().forEach(symbol -> {
            removed.remove(symbol);
            added.add(symbol);
        });
        change.removed().forEach(symbol -> {
            added.remove(symbol);
            removed.add(symbol);
        });
    }

    /** The symbols that came and went meanwhile. */
    SymbolChange symbols() {
        return new SymbolChange(List.copyOf(added), List.copyOf(removed));
    }

    /**
     * The ticks in the order of their arrival, so that a client which breaks off among them knows by its cursor what it
     * has.
     */
    List<SequencedTick> arrivals() {
        List<SequencedTick> all = new ArrayList<>();
        Arrays.stream(newest).filter(Objects::nonNull).forEach(all::add);
        if (test != null) {
            all.add(test);
        }
        all.sort(Comparator.comparingLong(SequencedTick::sequence));
        return all;
    }

    /** The exchanges whose state changed. */
    Set<String> feeds() {
        return feeds;
    }
}
