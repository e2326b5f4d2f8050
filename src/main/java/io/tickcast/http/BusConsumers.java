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
  private List<MessageConsumer<?>> consumers = List.of();

  BusConsumers(Vertx vertx, Hub hub, CatchUp catchUp) {
    this.vertx = vertx;
    this.hub = hub;
    this.catchUp = catchUp;
  }

  /** Registers them, or registers them anew; nothing is missed between the old and the new ones. */
  Future<Void> register() {
    List<MessageConsumer<?>> before = consumers;
    consumers = List.of(
        vertx.eventBus().<Tick>consumer(Addresses.TICKS, message -> hub.tick(message.body())),
        vertx.eventBus().<JsonObject>consumer(
            Addresses.FEED_STATE, message -> hub.feedState(FeedState.of(message.body()))),
        catchUp.answer());
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
        .onSuccess(registered -> before.forEach(MessageConsumer::unregister))
        .mapEmpty();
  }
}
