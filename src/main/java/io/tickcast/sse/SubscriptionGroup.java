package io.tickcast.sse;

import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.Sse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The streams of one shard that asked for the same, and so get the same frames. */
final class SubscriptionGroup {
    private final Subscription subscription;
    private final TickEventEncoder events;
    private final StreamShard shard;
    private final List<PriceStream> streams = new ArrayList<>();
    private List<SequencedTick> collected = new ArrayList<>();

    SubscriptionGroup(Subscription subscription, TickEventEncoder events, StreamShard shard) {
        this.subscription = subscription;
        this.events = events;
        this.shard = shard;
    }

    Subscription subscription() {
        return subscription;
    }

    TickEventEncoder events() {
        return events;
    }

    StreamShard shard() {
        return shard;
    }

    int size() {
        return streams.size();
    }

    void add(PriceStream stream) {
        streams.add(stream);
    }

    void remove(PriceStream stream) {
        streams.remove(stream);
    }

    /** The action may remove the stream that it is given: a write can find its connection closed. */
    void forEach(Consumer<PriceStream> action) {
        for (int i = streams.size() - 1; i >= 0; i--) {
            action.accept(streams.get(i));
        }
    }

    /** @return whether it is the first since these were taken */
    boolean collect(SequencedTick tick) {
        collected.add(tick);
        return collected.size() == 1;
    }

    List<SequencedTick> takeCollected() {
        List<SequencedTick> all = collected;
        collected = new ArrayList<>(all.size());
        return all;
    }

    /** @param reached where a client is that was given these, and all before that its interval does not hold back */
    Frame frame(Frames frames, List<SequencedTick> arrivals, EventId reached) {
        List<byte[]> bytes = new ArrayList<>(3 * arrivals.size());
        append(arrivals, reached, bytes);
        return frames.of(subscription.encoding(), bytes);
    }

    /**
     * Adds the events of these. With an interval ticks leave in another order than they came in, so there the last
     * event alone has an id.
     */
    void append(List<SequencedTick> arrivals, EventId reached, List<byte[]> out) {
        boolean everyTick = subscription.intervalMillis() == 0;
        for (int i = 0; i < arrivals.size(); i++) {
            SequencedTick tick = arrivals.get(i);
            if (everyTick) {
                Sse.appendPrice(own(tick.id()), tick.data(events), out);
            } else if (i < arrivals.size() - 1) {
                Sse.appendPrice(tick.data(events), out);
            } else {
                Sse.appendPrice(own(reached), tick.data(events), out);
            }
        }
    }

    private EventId own(EventId id) {
        return subscription.changed() ? id.ofChanged() : id;
    }
}
