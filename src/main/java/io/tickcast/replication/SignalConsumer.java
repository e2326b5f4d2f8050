package io.tickcast.replication;

import io.tickcast.market.BusAddresses;
import io.tickcast.market.Signal;
import io.tickcast.sse.signal.SignalHub;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;

/** Receives all signals of the event bus for one hub; invalid messages end here. */
final class SignalConsumer {
    private final SignalHub hub;
    private final Runnable before;

    private SignalConsumer(SignalHub hub, Runnable before) {
        this.hub = hub;
        this.before = before;
    }

    /** @param before called before the hub is given anything */
    static MessageConsumer<Object> register(EventBus bus, SignalHub hub, Runnable before) {
        return bus.consumer(BusAddresses.SIGNALS, new SignalConsumer(hub, before)::handle);
    }

    private void handle(Message<Object> message) {
        Signal signal;
        try {
            // The first access decodes the body, possibly here.
            if (!(message.body() instanceof JsonObject json)) {
                throw new IllegalArgumentException("a signal is a JSON object");
            }
            signal = Signal.of(json);
            if (signal.owner().isPresent()) {
                throw new IllegalArgumentException("an alert is announced elsewhere");
            }
        } catch (RuntimeException e) {
            hub.drop(String.valueOf(e.getMessage()));
            return;
        }
        before.run();
        hub.hear(signal);
    }
}
