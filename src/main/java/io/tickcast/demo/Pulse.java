package io.tickcast.demo;

import io.tickcast.time.NodeClock;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Pings one client and notices when it does not answer. Belongs to one event loop. */
final class Pulse {
    private final Vertx vertx;
    private final Limits limits;
    private final Consumer<Buffer> ping;
    private final Runnable unanswered;
    private final Deque<Outstanding> outstanding = new ArrayDeque<>();
    private long interval = -1;
    private long lastPayload;

    private record Outstanding(Buffer payload, long deadline) {}

    Pulse(Vertx vertx, Limits limits, Consumer<Buffer> ping, Runnable unanswered) {
        this.vertx = vertx;
        this.limits = limits;
        this.ping = ping;
        this.unanswered = unanswered;
    }

    void start() {
        if (!limits.pingInterval().isZero()) {
            interval = vertx.setPeriodic(millis(limits.pingInterval()), timer -> ping());
        }
    }

    private void ping() {
        // As Binance does: the time in ms; one more where two would be alike.
        lastPayload = Math.max(lastPayload + 1, NodeClock.system().millis());
        Buffer payload = Buffer.buffer(Long.toString(lastPayload));
        if (!limits.pongTimeout().isZero()) {
            long deadline = vertx.setTimer(millis(limits.pongTimeout()), timer -> unanswered.run());
            outstanding.addLast(new Outstanding(payload, deadline));
        }
        ping.accept(payload);
    }

    /** Takes a pong; one that copies no payload of ours answers nothing. */
    void pong(Buffer payload) {
        if (outstanding.stream().noneMatch(sent -> sent.payload().equals(payload))) {
            return;
        }
        Outstanding answered;
        do {
            answered = outstanding.removeFirst();
            vertx.cancelTimer(answered.deadline());
        } while (!answered.payload().equals(payload));
    }

    void stop() {
        vertx.cancelTimer(interval);
        outstanding.forEach(sent -> vertx.cancelTimer(sent.deadline()));
        outstanding.clear();
    }

    private static long millis(Duration duration) {
        return Math.max(1, duration.toMillis());
    }
}
