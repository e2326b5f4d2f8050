package io.tickcast.sse;

import io.tickcast.market.Tick;
import io.tickcast.sse.wire.EventId;

/** Arrivals without a hub. */
final class Arrivals {
    static final EventId HERE = EventId.of(1_704_868_500_123L, 0);

    private Arrivals() {}

    /** One whose id is the ms of its receipt. */
    static SequencedTick of(Tick tick, long sequence, int symbol) {
        return new SequencedTick(tick, sequence, symbol, EventId.of(tick.receivedAt() / 1_000, 0));
    }
}
