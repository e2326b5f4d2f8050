package io.tickcast.http;

import io.tickcast.market.Addresses;
import io.tickcast.market.FeedState;
import io.tickcast.market.Tick;
import io.tickcast.sse.Hub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What one event loop hears on the event bus: one consumer of each address, never one per client. */
final class BusConsumers {
  private final Vertx vertx;
  private final Hub hub;
  private final CatchUp catchUp;
  private final Runnable before;
  private List<MessageConsumer<?>> consumers = List.of();

  /** @param before what to do before each tick */
  BusConsumers(Vertx vertx, Hub hub, CatchUp catchUp, Runnable before) {
    this.vertx = vertx;
    this.hub = hub;
    this.catchUp = catchUp;
    this.before = before;
  }

  /** Registers them, or registers them anew; nothing is missed between the old and the new ones. */
  Future<Void> register() {
    List<MessageConsumer<?>> last = consumers;
    consumers = List.of(
        vertx.eventBus().<Tick>consumer(Addresses.TICKS, message -> {
          before.run();
          hub.tick(message.body());
        }),
        vertx.eventBus().<JsonObject>consumer(
            Addresses.FEED_STATE, message -> hub.feedState(FeedState.of(message.body()))),
        catchUp.answer());
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
        .onSuccess(registered -> last.forEach(MessageConsumer::unregister))
        .mapEmpty();
  }
}
