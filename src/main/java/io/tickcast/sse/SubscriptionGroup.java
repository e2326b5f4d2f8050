package io.tickcast.sse;

import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.GroupFrame;
import io.tickcast.sse.wire.SharedWindow;
import io.tickcast.sse.wire.Sse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The streams of one shard that asked for the same, and so get the same frames. */
final class SubscriptionGroup {
    private final Subscription subscription;
    private final TickEventEncoder events;
    private final StreamShard shard;
    private final List<PriceStream> streams = new ArrayList<>();
    private final Optional<SharedWindow> window;
    private List<SequencedTick> collected = new ArrayList<>();

    SubscriptionGroup(Subscription subscription, TickEventEncoder events, StreamShard shard) {
        this.subscription = subscription;
        this.events = events;
        this.shard = shard;
        window = subscription.encoding() == Encoding.GZIP ? Optional.of(new SharedWindow()) : Optional.empty();
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

    /** Number of streams that take part in flushes. */
    long takers() {
        return streams.stream().filter(stream -> !stream.isReplaying()).count();
    }

    void add(PriceStream stream) {
        streams.add(stream);
    }

    void remove(PriceStream stream) {
        streams.remove(stream);
    }

    /** @param index place of the stream, which changes when a stream before it is removed */
    PriceStream get(int index) {
        return streams.get(index);
    }

    /** The action may remove the stream that it is given, and no other one. */
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

    /**
     * The frame of a flush.
     *
     * @param reached cursor of a client that was given these, and all before that its interval does not hold back
     */
    GroupFrame frame(Frames frames, List<SequencedTick> arrivals, EventId reached) {
        List<byte[]> events = events(arrivals, reached);
        return window.map(shared ->
                        frames.of(shared, streams.size(), () -> streams.stream().map(PriceStream::connection), events))
                .orElseGet(() -> frames.of(subscription.encoding(), events));
    }

    /** A frame for one of the streams alone. */
    Frame ownFrame(Frames frames, List<SequencedTick> arrivals, EventId reached) {
        return frames.of(subscription.encoding(), events(arrivals, reached));
    }

    private List<byte[]> events(List<SequencedTick> arrivals, EventId reached) {
        List<byte[]> events = new ArrayList<>(3 * arrivals.size());
        append(arrivals, reached, events);
        return events;
    }

    /**
     * Adds the events of these. With an interval ticks leave in another order than they came in, and one that stands
     * for others is later than those. Then the last event alone has an id.
     */
    void append(List<SequencedTick> arrivals, EventId reached, List<byte[]> out) {
        boolean inOrder = subscription.intervalMillis() == 0
                && arrivals.stream().noneMatch(tick -> tick.merged().isPresent());
        for (int i = 0; i < arrivals.size(); i++) {
            SequencedTick tick = arrivals.get(i);
            if (inOrder) {
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
