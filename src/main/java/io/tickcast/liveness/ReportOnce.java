package io.tickcast.liveness;

import java.util.function.Consumer;

/** Tells of a fault once. What fails while it tells, as without memory, is tried again. */
final class ReportOnce {
    private volatile boolean told;

    void tell(Consumer<Fault> action, Fault fault) {
        if (told) {
            return;
        }
        told = true;
        boolean done = false;
        try {
            action.accept(fault);
            done = true;
        } finally {
            told = done;
        }
    }
}
