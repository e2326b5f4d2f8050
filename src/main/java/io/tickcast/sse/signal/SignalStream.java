package io.tickcast.sse.signal;

import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.StreamConnection;
import java.util.Optional;
import java.util.stream.LongStream;

/** A client's stream of signals: its connection, and its position in the log. */
final class SignalStream {
    private final StreamConnection connection;
    private final SignalNames names;
    private final Encoding encoding;
    private boolean closed;
    /** Position of the next signal. */
    long position;
    /** Position before which the stream gets only the newest signal of each name. */
    long newestUntil;
    /** True until the client has its cursor, after all signals that it gets at first. */
    boolean catchingUp = true;
    /** The place that the client named; empty: it begins anew, and has no cursor until it has all signals. */
    Optional<EventId> cameFrom = Optional.empty();
    /** Time since when its socket has taken nothing, by {@link System#nanoTime()}. */
    long stuckSince;

    SignalStream(StreamConnection connection, SignalNames names, Encoding encoding) {
        this.connection = connection;
        this.names = names;
        this.encoding = encoding;
    }

    StreamConnection connection() {
        return connection;
    }

    SignalNames names() {
        return names;
    }

    Encoding encoding() {
        return encoding;
    }

    boolean wants(SignalReplayLog log, long at) {
        return names.wants(log.at(at)) && (at >= newestUntil || log.isNewest(at));
    }

    /** Goes on with the newest of each name that there is. */
    void startAnew(SignalReplayLog log) {
        cameFrom = Optional.empty();
        position = log.tail();
        newestUntil = log.head();
        catchingUp = true;
    }

    /** Whether the log has something for it by now. */
    boolean hasMore(SignalReplayLog log) {
        return LongStream.range(position, log.head()).anyMatch(at -> wants(log, at));
    }

    /** Skips everything: the stream has all signals. */
    void skip(SignalReplayLog log) {
        position = log.head();
        catchingUp = false;
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }
}
