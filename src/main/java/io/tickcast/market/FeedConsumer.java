package io.tickcast.market;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what all feeds say of themselves. What is no such report is dropped and logged, but not a thousand times. */
public final class FeedConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(FeedConsumer.class);

  private final Consumer<FeedState> each;
  private long dropped;

  private FeedConsumer(Consumer<FeedState> each) {
    this.each = each;
  }

  /** @param each called on the context of the caller */
  public static MessageConsumer<Object> register(EventBus bus, Consumer<FeedState> each) {
    return bus.consumer(Addresses.FEED_STATE, new FeedConsumer(each)::handle);
  }

  private void handle(Message<Object> message) {
    FeedState report;
    try {
      report = FeedState.of((JsonObject) message.body());
    } catch (RuntimeException e) {
      drop();
      return;
    }
    each.accept(report);
  }

  private void drop() {
    dropped++;
    // The 1st, 2nd, 4th, 8th …
    if (Long.bitCount(dropped) == 1) {
      LOG.warn("Dropped what is no report of a feed on \"{}\" ({} so far). Do all nodes have the same version?",
          Addresses.FEED_STATE, dropped);
    }
  }
}
