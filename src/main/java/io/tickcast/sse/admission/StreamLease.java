package io.tickcast.sse.admission;

import java.time.Instant;
import java.util.Optional;

/**
 * What holds for the time that a stream is open.
 *
 * @param until before when it is to end; empty: it may go on
 * @param left  to be called once, when it has ended or was not let in; on the event loop
 */
public record StreamLease(Optional<Instant> until, Runnable left) {
    /** For as long as it likes. */
    public static final StreamLease FREE = new StreamLease(Optional.empty(), () -> {});
}
