package io.tickcast.ws;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The messages of the clients of an event loop of which only a part has come. Each has a time limit, and beyond a bound
 * of bytes for all the oldest are given up.
 */
final class UnfinishedMessages {
    /** A hundred of the largest messages. */
    static final int MAX_BYTES = 8_000_000;

    private final long limitNanos;
    private final IntConsumer onChange;
    /** By their senders, oldest first. */
    private final Map<Object, Part> parts = new LinkedHashMap<>();

    private long bytes;

    private record Part(long begunAt, int bytes, Consumer<CloseCode> giveUp) {}

    /**
     * @param limit    time for a message
     * @param onChange takes each change of the bytes that all take
     */
    UnfinishedMessages(Duration limit, IntConsumer onChange) {
        limitNanos = limit.toNanos();
        this.onChange = onChange;
    }

    /**
     * Counts what has come of a message, until {@link #release}.
     *
     * @param now    the bytes of memory that it takes
     * @param giveUp called when the message is not to be waited for any longer
     */
    void hold(Object sender, int now, long nowNanos, Consumer<CloseCode> giveUp) {
        Part before = parts.get(sender);
        parts.put(sender, new Part(before == null ? nowNanos : before.begunAt, now, giveUp));
        count(now - (before == null ? 0 : before.bytes));
        while (bytes > MAX_BYTES) {
            giveUpFirst(CloseCode.OVERLOADED);
        }
    }

    /** To be called when the message has come, or its sender has gone. */
    void release(Object sender) {
        Part part = parts.remove(sender);
        if (part != null) {
            count(-part.bytes);
        }
    }

    /** Gives those up that take too long. */
    void endLate(long nowNanos) {
        while (!parts.isEmpty() && nowNanos - parts.values().iterator().next().begunAt > limitNanos) {
            giveUpFirst(CloseCode.UNFINISHED);
        }
    }

    private void giveUpFirst(CloseCode code) {
        Map.Entry<Object, Part> first = parts.entrySet().iterator().next();
        Consumer<CloseCode> giveUp = first.getValue().giveUp;
        release(first.getKey());
        giveUp.accept(code);
    }

    private void count(int change) {
        bytes += change;
        onChange.accept(change);
    }
}
