package io.tickcast.feed;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What a node says on {@link io.tickcast.market.Addresses#FEED_HANDOVER} that gives its line of an exchange away.
 *
 * @param holder id of the node
 */
record LineRelease(String exchange, String holder) {
    JsonObject toJson() {
        return new JsonObject().put("exchange", exchange).put("holder", holder);
    }

    /** Empty: this is no farewell; whoever reaches the bus can write to it. */
    static Optional<LineRelease> of(Object message) {
        return message instanceof JsonObject json
                        && json.getValue("exchange") instanceof String exchange
                        && json.getValue("holder") instanceof String holder
                ? Optional.of(new LineRelease(exchange, holder))
                : Optional.empty();
    }
}
