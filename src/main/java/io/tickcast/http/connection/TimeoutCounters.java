package io.tickcast.http.connection;

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
        BODY
    }

    public void add(Part part) {
        counts[part.ordinal()].increment();
    }

    JsonObject toJson() {
        JsonObject byPart = new JsonObject();
        for (Part part : Part.values()) {
            byPart.put(part.name().toLowerCase(Locale.ROOT), counts[part.ordinal()].sum());
        }
        return byPart;
    }
}
