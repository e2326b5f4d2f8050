package io.tickcast.http;

import io.tickcast.market.FeedConsumer;
import io.tickcast.market.TickConsumer;
import io.tickcast.sse.Hub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.Optional;

/** What one event loop hears on the event bus: one consumer of each address, never one per client. */
final class BusConsumers {
  private final Vertx vertx;
  private final Hub hub;
  private final CatchUp catchUp;
  private final Optional<Absence> absence;
  private List<MessageConsumer<?>> consumers = List.of();

  /** @param absence empty for a node alone */
  BusConsumers(Vertx vertx, Hub hub, CatchUp catchUp, Optional<Absence> absence) {
    this.vertx = vertx;
    this.hub = hub;
    this.catchUp = catchUp;
    this.absence = absence;
  }

  /** Registers them, or registers them anew; nothing is missed between the old and the new ones. */
  Future<Void> register() {
    List<MessageConsumer<?>> last = consumers;
    consumers = List.of(
        TickConsumer.register(vertx.eventBus(), tick -> {
          if (absence.isPresent() && !tick.isTest()) {
            absence.get().checkTick();
          }
          hub.tick(tick);
        }),
        FeedConsumer.register(vertx.eventBus(), hub::feedState),
        SignalConsumer.register(vertx.eventBus(), hub.signals(), this::checkAbsence),
        catchUp.answer(this::checkAbsence),
        catchUp.signals().answer(this::checkAbsence));
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
        .onSuccess(registered -> last.forEach(MessageConsumer::unregister))
        .mapEmpty();
  }

  private void checkAbsence() {
    absence.ifPresent(Absence::check);
  }
}
