package io.tickcast.sse.signal;

import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.SseConnection;
import java.util.Optional;
import java.util.stream.LongStream;

/** One client's stream of signals: its way out, and where in the ring it is. */
final class SignalStream {
    private final SseConnection connection;
    private final SignalNames names;
    private final Encoding encoding;
    private boolean closed;
    /** Of the signal that is next. */
    long position;
    /** Before this position it gets only those that are the newest of their name. */
    long newestUntil;
    /** Until it has been told its cursor after all that it was given at first. */
    boolean catchingUp = true;
    /** Where its client said that it was; empty: it begins anew, and has no cursor until it has all that there is. */
    Optional<EventId> cameFrom = Optional.empty();
    /** Since when its socket has taken nothing, by {@link System#nanoTime()}. */
    long stuckSince;

    SignalStream(SseConnection connection, SignalNames names, Encoding encoding) {
        this.connection = connection;
        this.names = names;
        this.encoding = encoding;
    }

    SseConnection outlet() {
        return connection;
    }

    SignalNames names() {
        return names;
    }

    Encoding encoding() {
        return encoding;
    }

    boolean wants(SignalReplayBuffer buffer, long at) {
        return names.wants(buffer.at(at).name()) && (at >= newestUntil || buffer.isNewest(at));
    }

    /** Goes on with the newest of each name that there is. */
    void startAnew(SignalReplayBuffer buffer) {
        cameFrom = Optional.empty();
        position = buffer.tail();
        newestUntil = buffer.head();
        catchingUp = true;
    }

    /** Whether the ring has something for it by now. */
    boolean hasMore(SignalReplayBuffer buffer) {
        return LongStream.range(position, buffer.head()).anyMatch(at -> wants(buffer, at));
    }

    /** Has all that there is. */
    void skip(SignalReplayBuffer buffer) {
        position = buffer.head();
        catchingUp = false;
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }
}
