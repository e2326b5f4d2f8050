package io.tickcast.sse.stats;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the signals of a whole node: all event loops share them. Thread-safe. */
public final class SignalStats {
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger priceStreams = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    public void streams(int more) {
        streams.addAndGet(more);
    }

    public void priceStreams(int more) {
        priceStreams.addAndGet(more);
    }

    /** Counts events, each to one stream. */
    public void sent(int count) {
        sent.add(count);
    }

    /** Counts signals that price streams did not get because they were behind. */
    public void dropped(long count) {
        dropped.add(count);
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("streams", streams.get())
                .put("price_streams", priceStreams.get())
                .put("sent", sent.sum())
                .put("dropped", dropped.sum());
    }
}
