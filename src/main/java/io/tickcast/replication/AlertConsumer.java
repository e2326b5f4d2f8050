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

/** Receives the alerts that fired, for the streams of one hub; invalid messages end here. */
final class AlertConsumer {
    private final SignalHub hub;
    private final Runnable before;

    private AlertConsumer(SignalHub hub, Runnable before) {
        this.hub = hub;
        this.before = before;
    }

    /** @param before what to do before the hub is given anything */
    static MessageConsumer<Object> register(EventBus bus, SignalHub hub, Runnable before) {
        return bus.consumer(BusAddresses.ALERTS, new AlertConsumer(hub, before)::handle);
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
        before.run();
        alerts.forEach(hub::hear);
    }

    private static Signal alert(Firing firing) {
        return Signal.ofAlert(
                firing.id(), firing.owner(), firing.data(), NodeClock.system().millis());
    }
}
