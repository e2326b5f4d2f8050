package io.tickcast.alert;

import io.tickcast.market.BusAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether all nodes keep their alerts in the same database. With a file each they would not know each other's rules, so
 * there are none. Belongs to one event loop.
 */
final class SharedDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(SharedDatabase.class);
    private static final long FORGOTTEN_NANOS = Duration.ofSeconds(30).toNanos();

    private final Vertx vertx;
    private final String node;
    private final Map<String, Long> others = new HashMap<>();
    private Optional<String> own = Optional.empty();

    SharedDatabase(Vertx vertx, String node) {
        this.vertx = vertx;
        this.node = node;
    }

    MessageConsumer<Object> consumer() {
        return vertx.eventBus().consumer(BusAddresses.ALERT_DATABASE, message -> heard(message.body()));
    }

    private void heard(Object message) {
        if (message instanceof JsonObject json
                && json.getValue("id") instanceof String id
                && json.getValue("node") instanceof String name) {
            if (own.isPresent() && !own.get().equals(id)) {
                if (others.put(id, System.nanoTime()) == null) {
                    LOG.warn(
                            "Alerts are refused: {} keeps its rules in another database than {}. Set storage.url of all"
                                    + " nodes to the same PostgreSQL, or to the same file on one machine",
                            name,
                            node);
                }
            }
        }
    }

    boolean isKnown() {
        return own.isPresent();
    }

    /** The database of this node is open. */
    void opened(String id) {
        own = Optional.of(id);
        tell();
    }

    void tell() {
        others.values().removeIf(heardAt -> System.nanoTime() - heardAt > FORGOTTEN_NANOS);
        own.ifPresent(id -> vertx.eventBus()
                .publish(
                        BusAddresses.ALERT_DATABASE,
                        new JsonObject().put("id", id).put("node", node)));
    }

    /** The reason that alerts are refused; empty when they are not. */
    Optional<String> refusal() {
        return !others.isEmpty()
                ? Optional.of("Alerts need one database for all nodes, and these have several: set storage.url of all"
                        + " nodes to the same PostgreSQL, or to the same file on one machine")
                : Optional.empty();
    }
}
