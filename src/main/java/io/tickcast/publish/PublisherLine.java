package io.tickcast.publish;

import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * One publisher of a source on this node. It is live as long as its own ticks go on, whether or not another publisher
 * of the source was faster.
 */
final class PublisherLine {
    private final String source;
    private final FeedState.Line line;
    private final long staleNanos;
    private final LatestPrices own = new LatestPrices();

    private State state = State.DOWN;
    private Instant since = Instant.now();
    private long newsAt;
    private long lastTick;
    private long ticks;
    private long repeats;
    private long refused;

    PublisherLine(String source, FeedState.Line line, Duration staleAfter, long nowNanos) {
        this.source = source;
        this.line = line;
        staleNanos = staleAfter.toNanos();
        newsAt = nowNanos;
    }

    int number() {
        return line.number();
    }

    /**
     * Takes note of a tick.
     *
     * @return whether the line has become live with it
     */
    boolean heard(Tick tick, long nowNanos) {
        if (!own.accept(tick)) {
            return false;
        }
        newsAt = nowNanos;
        lastTick = tick.receivedAt();
        return become(State.LIVE);
    }

    void count(boolean isNew) {
        if (isNew) {
            ticks++;
        } else {
            repeats++;
        }
    }

    /** Counts a line of a body that was refused. */
    void countRefused() {
        refused++;
    }

    /** @return whether the line is stale since now */
    boolean check(long nowNanos) {
        return state == State.LIVE && silence(nowNanos) > staleNanos && become(State.STALE);
    }

    /** Time for which it has been stale, or longer for one that never was live; not above 0 for one that is live. */
    long staleFor(long nowNanos) {
        return silence(nowNanos) - staleNanos;
    }

    /** Time since its last new tick, or since it began. */
    long silence(long nowNanos) {
        return nowNanos - newsAt;
    }

    State state() {
        return state;
    }

    void end() {
        become(State.DOWN);
    }

    private boolean become(State other) {
        boolean changed = state != other;
        if (changed) {
            state = other;
            since = Instant.now();
        }
        return changed;
    }

    /** @param micros now, by the clock of the ticks */
    FeedState report(long micros) {
        return new FeedState(
                source,
                line,
                state,
                since,
                lastTick,
                micros,
                new JsonObject()
                        .put("symbols", own.newest(source).size())
                        .put(
                                "messages",
                                new JsonObject()
                                        .put("ticks", ticks)
                                        .put("repeats", repeats)
                                        .put("malformed", refused)),
                true);
    }
}
