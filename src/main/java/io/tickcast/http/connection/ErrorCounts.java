package io.tickcast.http.connection;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that all event loops of a node answered with an error, by status. Thread-safe. */
public final class ErrorCounts {
    private final Map<Integer, LongAdder> byStatus = new ConcurrentSkipListMap<>();

    public ErrorCounts() {
        // There from the start: an alert sees that there is one more, not that there is a first.
        byStatus.put(500, new LongAdder());
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
