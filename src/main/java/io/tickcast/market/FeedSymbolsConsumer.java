package io.tickcast.market;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives the symbols that the lines of all feeds know. Invalid messages are dropped. */
public final class FeedSymbolsConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(FeedSymbolsConsumer.class);

    private final MalformedMessageLog malformed =
            new MalformedMessageLog(LOG, "symbols of a feed on \"" + BusAddresses.FEED_SYMBOLS + "\"");
    private final Consumer<FeedSymbols> each;

    /** @param each called on the context that registers it */
    public FeedSymbolsConsumer(Consumer<FeedSymbols> each) {
        this.each = each;
    }

    public MessageConsumer<Object> register(EventBus bus) {
        return bus.consumer(BusAddresses.FEED_SYMBOLS, this::handle);
    }

    /** Messages that were none. */
    public long dropped() {
        return malformed.count();
    }

    private void handle(Message<Object> message) {
        FeedSymbols told;
        try {
            told = FeedSymbols.of((JsonObject) message.body());
        } catch (RuntimeException e) {
            malformed.add();
            return;
        }
        each.accept(told);
    }
}
