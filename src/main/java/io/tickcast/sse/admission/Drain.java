package io.tickcast.sse.admission;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** Ends streams a part at a time, so that their clients come back elsewhere a few at a time. */
public final class Drain {
    private static final int STEPS = 20;

    private final Vertx vertx;
    private final long everyMillis;
    private final Promise<Void> done = Promise.promise();

    public Drain(Vertx vertx, Duration within) {
        this.vertx = vertx;
        everyMillis = Math.max(1, within.toMillis() / STEPS);
    }

    /** @param ends one for each stream */
    public Future<Void> run(List<Runnable> ends) {
        step(ends, ends.size() / STEPS + 1);
        return done.future();
    }

    private void step(List<Runnable> rest, int part) {
        if (rest.isEmpty()) {
            done.complete();
            return;
        }
        int now = Math.min(part, rest.size());
        rest.subList(0, now).forEach(Runnable::run);
        vertx.setTimer(everyMillis, timer -> step(rest.subList(now, rest.size()), part));
    }
}
