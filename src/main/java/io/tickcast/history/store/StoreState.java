package io.tickcast.history.store;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the store works.
 *
 * @param writer    name of the node that writes; empty while none is known
 * @param lastError of the last time that it did not work, also after it works again
 */
record StoreState(Phase phase, Instant since, String writer, Optional<String> lastError) {
    enum Phase {
        /** It was not reached yet. */
        OPENING,
        /** This node writes. */
        WRITER,
        /** Another node writes. */
        READER,
        DOWN,
        CLOSED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static StoreState opening() {
        return new StoreState(Phase.OPENING, Instant.now(), "", Optional.empty());
    }

    StoreState in(Phase next, String nextWriter) {
        return new StoreState(next, next == phase ? since : Instant.now(), nextWriter, lastError);
    }

    StoreState down(String error) {
        return new StoreState(Phase.DOWN, phase == Phase.DOWN ? since : Instant.now(), "", Optional.of(error));
    }

    boolean isUp() {
        return phase == Phase.WRITER || phase == Phase.READER;
    }
}
