package io.tickcast.http.connection;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts what was not complete within {@code http.header-timeout}, for all event loops of a node. Thread-safe. */
public final class TimeoutCounters {
    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(Part.values().length).toArray(LongAdder[]::new);

    /** A part of a connection that a client begins. */
    public enum Part {
        HANDSHAKE,
        HEAD,
        BODY;

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public void add(Part part) {
        counts[part.ordinal()].increment();
    }

    void bindTo(MeterRegistry registry) {
        for (Part part : Part.values()) {
            FunctionCounter.builder("tickcast_http_late", counts[part.ordinal()], LongAdder::sum)
                    .tag("what", part.label())
                    .description("Connections and requests ended by http.header-timeout, by what was late")
                    .register(registry);
        }
    }

    JsonObject toJson() {
        JsonObject byPart = new JsonObject();
        for (Part part : Part.values()) {
            byPart.put(part.label(), counts[part.ordinal()].sum());
        }
        return byPart;
    }
}
