package io.tickcast.cluster;

import java.time.Duration;

/**
 * Detects that no heartbeats arrive although nodes are listed as members. After a merge of a
 * split cluster this can last for days, while everything else looks well.
 */
final class Watchdog {
    enum State {
        /** Heartbeats arrive, or there is no other member. */
        HEARING,
        DEAF,
        /** Deaf for so long that only a new start helps. */
        LOST
    }

    private final long deafNanos;
    private boolean alone = true;
    private long quietSince;

    /** @param deafAfter longer than it takes until a dead node is no longer listed */
    Watchdog(Duration deafAfter) {
        deafNanos = deafAfter.toNanos();
    }

    void heard(long nowNanos) {
        quietSince = nowNanos;
    }

    /** The others are at fault: the time until this node stops starts again. */
    void excuse(long nowNanos) {
        quietSince = Math.max(quietSince, nowNanos - deafNanos);
    }

    /** @param peersListed whether other nodes are members */
    State check(boolean peersListed, long nowNanos) {
        if (!peersListed || alone) {
            quietSince = nowNanos;
        }
        alone = !peersListed;
        long quiet = nowNanos - quietSince;
        if (quiet <= deafNanos) {
            return State.HEARING;
        }
        return quiet <= 2 * deafNanos ? State.DEAF : State.LOST;
    }
}
