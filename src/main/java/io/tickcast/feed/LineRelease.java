package io.tickcast.feed;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * A message on {@link io.tickcast.market.BusAddresses#FEED_HANDOVER} with which a node gives its line away.
 *
 * @param holder id of the node
 */
record LineRelease(String exchange, String holder) {
    JsonObject toJson() {
        return new JsonObject().put("exchange", exchange).put("holder", holder);
    }

    /** @return empty if the message is none; whoever reaches the bus can write to it */
    static Optional<LineRelease> of(Object message) {
        return message instanceof JsonObject json
                        && json.getValue("exchange") instanceof String exchange
                        && json.getValue("holder") instanceof String holder
                ? Optional.of(new LineRelease(exchange, holder))
                : Optional.empty();
    }
}
