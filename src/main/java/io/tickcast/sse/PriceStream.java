package io.tickcast.sse;

import io.tickcast.market.Gap;
import io.tickcast.sse.candle.CandleSelection;
import io.tickcast.sse.signal.SignalListener;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.StreamConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client's stream: its connection, its place in its group, and the ticks that it missed while its client read too
 * slowly.
 */
final class PriceStream implements SignalListener {
    private final StreamConnection connection;
    private SubscriptionGroup group;
    private @Nullable ConflationBuffer missed;
    private boolean closed;
    private long joinedAt;
    private long nextGap;
    private @Nullable CandleSelection candles;
    /** Time since when it has been behind, by {@link System#nanoTime()}. */
    long behindSince;

    PriceStream(StreamConnection connection, SubscriptionGroup group) {
        this.connection = connection;
        this.group = group;
    }

    StreamConnection connection() {
        return connection;
    }

    SubscriptionGroup group() {
        return group;
    }

    void moveTo(SubscriptionGroup other) {
        group = other;
    }

    /** Whether it has got all that came for it, and takes more. */
    boolean isLive() {
        return !closed && keepsUp() && !isReplaying();
    }

    @Override
    public Encoding encoding() {
        return group.subscription().encoding();
    }

    @Override
    public void write(Frame frame) {
        connection.write(frame);
    }

    /** Writes events that no other stream gets. */
    void writeAlone(Frames frames, List<byte[]> events) {
        Frame frame = frames.of(encoding(), events);
        connection.write(frame);
        frame.release();
    }

    /** Sequence from which on this stream takes part in flushes; earlier ticks came with its snapshot or its replay. */
    long joinedAt() {
        return joinedAt;
    }

    void joined(long nextSequence) {
        joinedAt = nextSequence;
    }

    /** Gets nothing of any flush until it has joined again. */
    void leave() {
        joinedAt = Long.MAX_VALUE;
    }

    /** @param selection of the candles that it carries, too */
    void carryCandles(CandleSelection selection) {
        candles = selection;
    }

    Optional<CandleSelection> candles() {
        return Optional.ofNullable(candles);
    }

    /** Whether it carries the trades, or the candles, that are missing. */
    boolean wants(Gap gap) {
        Subscription subscription = group.subscription();
        return switch (gap.kind()) {
            case TRADES -> subscription.wants(gap.exchange(), gap.symbol());
            case CANDLES ->
                candles != null
                        && candles.exchanges().contains(gap.exchange())
                        && subscription.symbols().wants(gap.symbol());
        };
    }

    /** Sequence number of the first gap that this stream has not been told of. */
    long nextGap() {
        return nextGap;
    }

    void toldGapsBefore(long next) {
        nextGap = next;
    }

    boolean isReplaying() {
        return joinedAt == Long.MAX_VALUE;
    }

    /** Whether a frame may be written now, and none that came before is missing. */
    @Override
    public boolean keepsUp() {
        return missed == null && connection.isWritable();
    }

    boolean isBehind() {
        return missed != null;
    }

    ConflationBuffer fallBehind(long nowNanos) {
        ConflationBuffer all = missed;
        if (all == null) {
            all = new ConflationBuffer(group.events().areOfWindow());
            missed = all;
            behindSince = nowNanos;
        }
        return all;
    }

    /** The missed ticks, to be sent now; they are forgotten here. */
    ConflationBuffer catchUp() {
        ConflationBuffer all = Objects.requireNonNull(missed);
        missed = null;
        return all;
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }
}
