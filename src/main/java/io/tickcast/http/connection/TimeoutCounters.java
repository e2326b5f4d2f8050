package io.tickcast.http.connection;

import io.tickcast.metrics.Meters;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts TLS handshakes, heads and bodies that were not complete within {@code http.header-timeout}, for all event
 * loops of a node. Thread-safe.
 */
public final class TimeoutCounters {
    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(Part.values().length).toArray(LongAdder[]::new);
    private final Meters meters = new Meters();

    /** A part of a connection that a client begins. */
    public enum Part {
        HANDSHAKE,
        HEAD,
        BODY;

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public TimeoutCounters() {
        for (Part part : Part.values()) {
            meters.counter(part.label(), "tickcast_http_late", counts[part.ordinal()]::sum)
                    .label("what", part.label())
                    .help("Connections and requests ended by http.header-timeout, by the late part");
        }
    }

    public void add(Part part) {
        counts[part.ordinal()].increment();
    }

    Meters meters() {
        return meters;
    }
}
