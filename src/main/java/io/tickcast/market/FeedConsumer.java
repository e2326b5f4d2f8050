package io.tickcast.market;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives the reports of all feeds. Invalid messages are dropped. */
public final class FeedConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(FeedConsumer.class);

    private final MalformedMessageLog malformed =
            new MalformedMessageLog(LOG, "report of a feed on \"" + BusAddresses.FEED_STATE + "\"");
    private final Consumer<FeedState> each;

    /** @param each called on the context that registers it */
    public FeedConsumer(Consumer<FeedState> each) {
        this.each = each;
    }

    /** @param each called on the context of the caller */
    public static MessageConsumer<Object> register(EventBus bus, Consumer<FeedState> each) {
        return new FeedConsumer(each).register(bus);
    }

    public MessageConsumer<Object> register(EventBus bus) {
        return bus.consumer(BusAddresses.FEED_STATE, this::handle);
    }

    /** Messages that were no reports. */
    public long dropped() {
        return malformed.count();
    }

    private void handle(Message<Object> message) {
        FeedState report;
        try {
            report = FeedState.of((JsonObject) message.body());
        } catch (RuntimeException e) {
            malformed.add();
            return;
        }
        each.accept(report);
    }
}
