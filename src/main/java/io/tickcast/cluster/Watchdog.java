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
        ISOLATED,
        /** Isolated for so long that only a restart helps. */
        LOST
    }

    private final long isolatedNanos;
    private boolean alone = true;
    private long quietSince;

    /** @param isolatedAfter longer than it takes until a dead node is no longer listed */
    Watchdog(Duration isolatedAfter) {
        isolatedNanos = isolatedAfter.toNanos();
    }

    void heard(long nowNanos) {
        quietSince = nowNanos;
    }

    /** The others are at fault: the time until this node stops starts again. */
    void excuse(long nowNanos) {
        quietSince = Math.max(quietSince, nowNanos - isolatedNanos);
    }

    /** @param peersListed whether other nodes are members */
    State check(boolean peersListed, long nowNanos) {
        if (!peersListed || alone) {
            quietSince = nowNanos;
        }
        alone = !peersListed;
        long quiet = nowNanos - quietSince;
        if (quiet <= isolatedNanos) {
            return State.HEARING;
        }
        return quiet <= 2 * isolatedNanos ? State.ISOLATED : State.LOST;
    }
}
