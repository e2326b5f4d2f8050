package io.tickcast.sse;

import io.tickcast.market.PriceWindow;
import io.tickcast.market.Tick;
import io.tickcast.sse.wire.EventId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tick that was new to this hub, encoded when a stream first needs it. Use it on the hub's event loop only. */
final class SequencedTick {
    private final Tick tick;
    private final long sequence;
    private final int symbol;
    private final EventId id;
    private final @Nullable PriceWindow merged;
    private Map<TickEventEncoder, byte[]> encoded = Map.of();

    /**
     * @param sequence counts what arrived at this hub
     * @param symbol   number of the symbol at this hub
     * @param id       of a client that has all up to this tick
     */
    SequencedTick(Tick tick, long sequence, int symbol, EventId id) {
        this(tick, sequence, symbol, id, null);
    }

    private SequencedTick(Tick tick, long sequence, int symbol, EventId id, @Nullable PriceWindow merged) {
        this.tick = tick;
        this.sequence = sequence;
        this.symbol = symbol;
        this.id = id;
        this.merged = merged;
    }

    Tick tick() {
        return tick;
    }

    long sequence() {
        return sequence;
    }

    int symbol() {
        return symbol;
    }

    EventId id() {
        return id;
    }

    /** The window that it stands for; empty if it stands only for itself. */
    Optional<PriceWindow> merged() {
        return Optional.ofNullable(merged);
    }

    PriceWindow window() {
        return merged != null ? merged : PriceWindow.of(tick);
    }

    /** The later one, standing for both. */
    SequencedTick mergedInto(SequencedTick later) {
        return new SequencedTick(later.tick, later.sequence, later.symbol, later.id, window().plus(later.window()));
    }

    /** The data of its event of this kind: made for the first shard, and kept here for those that take it later. */
    byte[] data(TickEventEncoder events) {
        if (encoded.isEmpty()) {
            encoded = new HashMap<>(2);
        }
        return encoded.computeIfAbsent(events, kind -> kind.encode(this));
    }
}
