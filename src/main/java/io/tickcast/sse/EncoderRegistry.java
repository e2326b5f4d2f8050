package io.tickcast.sse;

import io.tickcast.market.TickJson;
import java.util.HashMap;
import java.util.Map;

/** The kinds of price events that the groups of a hub want, each made once for all of them. */
final class EncoderRegistry {
    /** Kinds whose newest events are remembered; clients can ask for more lists of fields than memory could hold. */
    private static final int MAX_KEPT = 64;

    private final Map<TickJson, Claimed> claimed = new HashMap<>();

    private static final class Claimed {
        final TickEventEncoder events;
        int groups;

        Claimed(TickEventEncoder events) {
            this.events = events;
        }
    }

    TickEventEncoder claim(Subscription subscription) {
        Claimed kind = claimed.computeIfAbsent(
                subscription.json(), json -> new Claimed(new TickEventEncoder(json, claimed.size() < MAX_KEPT)));
        kind.groups++;
        return kind.events;
    }

    /** Releases the encoder of a group that has no stream any more. */
    void giveBack(Subscription subscription) {
        claimed.computeIfPresent(subscription.json(), (kind, held) -> --held.groups == 0 ? null : held);
    }

    int size() {
        return claimed.size();
    }
}
