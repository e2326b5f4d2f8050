package io.tickcast.market;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives all ticks of the event bus. Invalid messages are dropped. */
public final class TickConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(TickConsumer.class);

    private final MalformedMessageLog malformed =
            new MalformedMessageLog(LOG, "tick on \"" + BusAddresses.TICKS + "\"");
    private final Consumer<Tick> each;
    private long otherWorld;

    /** @param each called on the context that registers it */
    public TickConsumer(Consumer<Tick> each) {
        this.each = each;
    }

    /** @param each called on the context of the caller */
    public static MessageConsumer<Object> register(EventBus bus, Consumer<Tick> each) {
        return new TickConsumer(each).register(bus);
    }

    public MessageConsumer<Object> register(EventBus bus) {
        return bus.consumer(BusAddresses.TICKS, this::handle);
    }

    /** Messages that were no ticks, those of the other world included. */
    public long dropped() {
        return malformed.count();
    }

    /** Ticks of a demo where prices are real, or the other way round. */
    public long otherWorld() {
        return otherWorld;
    }

    private void handle(Message<Object> message) {
        Object body;
        try {
            // The first access decodes the body, possibly here.
            body = message.body();
        } catch (OtherWorldException e) {
            otherWorld++;
            malformed.add(String.valueOf(e.getMessage()));
            return;
        } catch (RuntimeException e) {
            malformed.add(
                    e instanceof IllegalArgumentException ? String.valueOf(e.getMessage()) : "it cannot be decoded");
            return;
        }
        if (body instanceof Tick tick) {
            each.accept(tick);
        } else {
            malformed.add("a " + (body == null ? "null" : body.getClass().getSimpleName()));
        }
    }
}
