package io.tickcast.http.connection;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that all event loops of a node answered with an error, by status. Thread-safe. */
public final class ErrorCounts implements Shareable {
    private final Map<Integer, LongAdder> byStatus = new ConcurrentSkipListMap<>();

    private ErrorCounts() {
        // There from the start: an alert sees that there is one more, not that there is a first.
        byStatus.put(500, new LongAdder());
    }

    /** The counts of the node that this Vert.x runs. */
    public static ErrorCounts of(Vertx vertx) {
        return vertx.sharedData()
                .<String, ErrorCounts>getLocalMap("tickcast.errors")
                .computeIfAbsent("node", key -> new ErrorCounts());
    }

    public void add(int status) {
        byStatus.computeIfAbsent(status, key -> new LongAdder()).increment();
    }

    JsonObject toJson() {
        JsonObject counts = new JsonObject();
        byStatus.forEach((status, count) -> counts.put(Integer.toString(status), count.sum()));
        return counts;
    }
}
