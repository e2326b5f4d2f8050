package io.tickcast.sse.admission;

import java.time.Instant;
import java.util.Optional;

/**
 * The lease of an open stream: its expiry, and an action for its end.
 *
 * @param until before when it is to end; empty: it may go on
 * @param left  to be called once, when the stream has ended or was not admitted; on the event loop
 */
public record StreamLease(Optional<Instant> until, Runnable left) {
    /** A lease without expiry. */
    public static final StreamLease FREE = new StreamLease(Optional.empty(), () -> {});
}
