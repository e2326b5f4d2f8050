package io.tickcast.replication;

import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.StoredJson;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.Signal;
import io.tickcast.sse.signal.SignalHub;
import io.tickcast.time.NodeClock;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Receives the alerts that fired, once for all event loops of a node; invalid messages end here. */
final class AlertConsumer {
    private final SignalHub hub;
    private final Consumer<List<Signal>> each;

    private AlertConsumer(SignalHub hub, Consumer<List<Signal>> each) {
        this.hub = hub;
        this.each = each;
    }

    /**
     * @param hub  counts what is invalid
     * @param each takes the alerts of each message
     */
    static MessageConsumer<Object> register(EventBus bus, SignalHub hub, Consumer<List<Signal>> each) {
        return bus.consumer(BusAddresses.ALERTS, new AlertConsumer(hub, each)::handle);
    }

    private void handle(Message<Object> message) {
        List<Signal> alerts = new ArrayList<>();
        try {
            // The first access decodes the body, possibly here.
            for (Object item : (JsonArray) message.body()) {
                JsonObject firing = ((JsonObject) item).getJsonObject("firing");
                if (firing != null) {
                    alerts.add(alert(StoredJson.firing(firing)));
                }
            }
        } catch (RuntimeException e) {
            hub.drop("it is no list of alerts that fired");
            return;
        }
        each.accept(List.copyOf(alerts));
    }

    private static Signal alert(Firing firing) {
        return Signal.ofAlert(
                firing.id(), firing.owner(), firing.data(), NodeClock.system().millis());
    }
}
