package io.tickcast.cluster;

import java.time.Duration;

/**
 * Finds out that the event bus is deaf: nodes are listed as members, and none of them is heard. After a merge of a
 * split cluster this can last for days, while everything else looks well.
 */
final class Watchdog {
    enum State {
        /** Somebody is heard, or there is nobody to hear. */
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

    /** Others are at fault: the time until this node gives up begins anew. */
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
