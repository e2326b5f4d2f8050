package io.tickcast.sse;

import io.tickcast.net.CooperativeScheduler;
import io.vertx.core.Vertx;

/**
 * Looks after the streams that are behind and those that are being given what they missed: after each flush, and every
 * few ms as long as there are any.
 */
final class CatchUpTimer {
    private static final long EVERY_MILLIS = 25;

    private final Vertx vertx;
    private final CooperativeScheduler cooperative;
    private final SlowConsumers slowConsumers;
    private final ReplayScheduler replayScheduler;
    private boolean timed;
    private boolean scheduled;

    CatchUpTimer(
            Vertx vertx,
            CooperativeScheduler cooperative,
            SlowConsumers slowConsumers,
            ReplayScheduler replayScheduler) {
        this.vertx = vertx;
        this.cooperative = cooperative;
        this.slowConsumers = slowConsumers;
        this.replayScheduler = replayScheduler;
    }

    void afterWrites() {
        slowConsumers.poll(System.nanoTime());
        if (!timed && !(slowConsumers.isEmpty() && replayScheduler.isEmpty())) {
            timed = true;
            vertx.setTimer(EVERY_MILLIS, timer -> {
                timed = false;
                replay();
                afterWrites();
            });
        }
    }

    /** Lets the replays go on in a turn to come. */
    void replay() {
        if (!scheduled && !replayScheduler.isEmpty()) {
            scheduled = true;
            cooperative.afterSockets(() -> {
                scheduled = false;
                if (replayScheduler.run()) {
                    replay();
                }
                afterWrites();
            });
        }
    }
}
