package io.tickcast.feed;

import io.tickcast.market.BusAddresses;
import io.tickcast.market.MalformedMessageLog;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message on {@link BusAddresses#FEED_HANDOVER} with which a node gives its line away.
 *
 * @param holder id of the node
 */
record LineRelease(String exchange, String holder) {
    private static final Logger LOG = LoggerFactory.getLogger(LineRelease.class);
    /** The lock is released on another thread, and a node that receives the release tries to take it at once. */
    private static final long AFTER_MILLIS = 10;

    private static final long EVERY_MILLIS = 250;

    /** Says it again and again. @return the timer that ends it */
    long announce(Vertx vertx) {
        return vertx.setPeriodic(
                AFTER_MILLIS, EVERY_MILLIS, timer -> vertx.eventBus().publish(BusAddresses.FEED_HANDOVER, toJson()));
    }

    /** Receives the releases of all nodes. Invalid messages are dropped. */
    static MessageConsumer<?> consumer(EventBus bus, Consumer<LineRelease> each) {
        MalformedMessageLog malformed =
                new MalformedMessageLog(LOG, "farewell on \"" + BusAddresses.FEED_HANDOVER + "\"");
        return bus.consumer(
                BusAddresses.FEED_HANDOVER,
                message -> LineRelease.of(message.body()).ifPresentOrElse(each, malformed::add));
    }

    JsonObject toJson() {
        return new JsonObject().put("exchange", exchange).put("holder", holder);
    }

    /** @return empty if the message is not a valid release; anyone who reaches the bus can send one */
    static Optional<LineRelease> of(Object message) {
        return message instanceof JsonObject json
                        && json.getValue("exchange") instanceof String exchange
                        && json.getValue("holder") instanceof String holder
                ? Optional.of(new LineRelease(exchange, holder))
                : Optional.empty();
    }
}
