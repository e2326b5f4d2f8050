package io.tickcast.sse;

import io.tickcast.sse.signal.SignalListener;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.SseConnection;
import java.util.List;
import java.util.Optional;

/**
 * One client's stream: its way out, its place in its group, and what it has missed while its client read too slowly.
 */
final class PriceStream implements SignalListener {
    private final SseConnection connection;
    private final SubscriptionGroup group;
    private Optional<ConflationBuffer> missed = Optional.empty();
    private boolean closed;
    private long joinedAt;
    /** Since when it has been behind, by {@link System#nanoTime()}. */
    long behindSince;

    PriceStream(SseConnection connection, SubscriptionGroup group) {
        this.connection = connection;
        this.group = group;
    }

    SseConnection outlet() {
        return connection;
    }

    SubscriptionGroup group() {
        return group;
    }

    @Override
    public Encoding encoding() {
        return group.subscription().encoding();
    }

    @Override
    public void write(Frame frame) {
        connection.write(frame);
    }

    /** What no other stream gets. */
    void writeAlone(Frames frames, List<byte[]> events) {
        Frame frame = frames.of(encoding(), events);
        connection.write(frame);
        frame.release();
    }

    /** From this sequence on the passes are its own; what arrived before came with its snapshot or its replay. */
    long joinedAt() {
        return joinedAt;
    }

    void joined(long nextSequence) {
        joinedAt = nextSequence;
    }

    /** Gets nothing of any pass until it has joined again. */
    void leave() {
        joinedAt = Long.MAX_VALUE;
    }

    boolean isReplaying() {
        return joinedAt == Long.MAX_VALUE;
    }

    /** Whether a frame may be written now, and none that came before is missing. */
    @Override
    public boolean keepsUp() {
        return missed.isEmpty() && connection.isWritable();
    }

    boolean isBehind() {
        return missed.isPresent();
    }

    ConflationBuffer fallBehind(long nowNanos) {
        if (missed.isEmpty()) {
            missed = Optional.of(new ConflationBuffer(group.events().areOfWindow()));
            behindSince = nowNanos;
        }
        return missed.get();
    }

    /** What was missed, to be made up for now; it is forgotten here. */
    ConflationBuffer catchUp() {
        ConflationBuffer all = missed.orElseThrow();
        missed = Optional.empty();
        return all;
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }
}
