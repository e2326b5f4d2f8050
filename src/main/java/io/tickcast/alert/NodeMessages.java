package io.tickcast.alert;

import io.tickcast.log.Occurrences;
import io.tickcast.market.BusAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages between nodes about rules. They are lists: all that one price has done is one message. Belongs to one
 * event loop.
 */
final class NodeMessages {
    private static final Logger LOG = LoggerFactory.getLogger(NodeMessages.class);
    private static final int PER_MESSAGE = 200;

    private final Vertx vertx;
    private final Occurrences malformed = new Occurrences();
    private final Map<String, List<Fired>> news = new HashMap<>();

    NodeMessages(Vertx vertx) {
        this.vertx = vertx;
    }

    MessageConsumer<Object> consumer(String address, Consumer<Fired> each) {
        return vertx.eventBus().consumer(address, message -> heard(message.body(), each));
    }

    private void heard(Object message, Consumer<Fired> each) {
        List<Fired> all = new ArrayList<>();
        try {
            for (Object one : (JsonArray) message) {
                all.add(Fired.of((JsonObject) one));
            }
        } catch (RuntimeException e) {
            malformed.add().ifPresent(count -> LOG.warn("Not a list of fired alerts (occurrence {})", count, e));
            return;
        }
        all.forEach(each);
    }

    /** @param address of {@link BusAddresses} */
    void tell(String address, Fired one) {
        List<Fired> waiting = news.computeIfAbsent(address, first -> new ArrayList<>());
        if (waiting.isEmpty()) {
            vertx.runOnContext(v -> publish(address));
        }
        waiting.add(one);
    }

    private void publish(String address) {
        List<Fired> all = news.getOrDefault(address, List.of());
        for (int from = 0; from < all.size(); from += PER_MESSAGE) {
            JsonArray message = new JsonArray();
            all.subList(from, Math.min(all.size(), from + PER_MESSAGE)).forEach(one -> message.add(one.toJson()));
            vertx.eventBus().publish(address, message);
        }
        news.remove(address);
    }
}
