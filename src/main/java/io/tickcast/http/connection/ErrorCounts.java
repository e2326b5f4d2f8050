package io.tickcast.http.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Counts the requests that all event loops of a node answered with an error, by status. Thread-safe. */
public final class ErrorCounts {
    private final Map<Integer, Counter> byStatus = new ConcurrentSkipListMap<>();
    private final MeterRegistry registry;

    public ErrorCounts(MeterRegistry registry) {
        this.registry = registry;
        // There from the start: an alert sees that there is one more, not that there is a first.
        counter(500);
    }

    public void add(int status) {
        counter(status).increment();
    }

    private Counter counter(int status) {
        return byStatus.computeIfAbsent(
                status,
                key -> Counter.builder("tickcast_http_errors")
                        .tag("status", Integer.toString(status))
                        .description("Requests answered with an error, by its status")
                        .register(registry));
    }

    JsonObject toJson() {
        JsonObject counts = new JsonObject();
        byStatus.forEach((status, count) -> counts.put(Integer.toString(status), (long) count.count()));
        return counts;
    }
}
