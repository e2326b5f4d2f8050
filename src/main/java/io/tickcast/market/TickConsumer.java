package io.tickcast.market;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears all ticks of the event bus. A message that is none is dropped. */
public final class TickConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(TickConsumer.class);

  private final Dropped dropped = new Dropped(LOG, "tick on \"" + Addresses.TICKS + "\"");
  private final Consumer<Tick> each;

  private TickConsumer(Consumer<Tick> each) {
    this.each = each;
  }

  /** @param each called on the context of the caller */
  public static MessageConsumer<Object> register(EventBus bus, Consumer<Tick> each) {
    return bus.consumer(Addresses.TICKS, new TickConsumer(each)::handle);
  }

  private void handle(Message<Object> message) {
    Object body;
    try {
      // Decoded here, by whoever looks first.
      body = message.body();
    } catch (IllegalArgumentException e) {
      dropped.add(e.getMessage());
      return;
    }
    if (body instanceof Tick tick) {
      each.accept(tick);
    } else {
      dropped.add("a " + (body == null ? "null" : body.getClass().getSimpleName()));
    }
  }
}
