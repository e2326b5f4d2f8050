package io.tickcast.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The numbers that a part of the node counts, each named once: as a meter of the registry, and under its key as an
 * entry of the status. Not thread-safe until all are named, and then as thread-safe as what they read.
 */
public final class Meters {
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, Supplier<?>> status = new LinkedHashMap<>();

    /** A meter, which needs a help text and may have labels. */
    public static final class Row {
        private final String name;
        private final boolean counter;
        private final Supplier<Number> value;
        private Tags labels = Tags.empty();
        private String help = "";

        private Row(String name, boolean counter, Supplier<Number> value) {
            this.name = name;
            this.counter = counter;
            this.value = value;
        }

        public Row label(String label, String text) {
            labels = labels.and(label, text);
            return this;
        }

        public void help(String text) {
            help = text;
        }

        private void register(MeterRegistry registry) {
            if (counter) {
                // Micrometer holds no more than a weak reference to what a counter reads: the registry is there anyway.
                FunctionCounter.builder(name, registry, any -> value.get().doubleValue())
                        .tags(labels)
                        .description(help)
                        .register(registry);
            } else {
                Gauge.builder(name, value).tags(labels).description(help).register(registry);
            }
        }
    }

    /** A gauge that the status does not have. */
    public Row gauge(String name, Supplier<Number> value) {
        return row(new Row(name, false, value));
    }

    /** A gauge that the status has under this key. */
    public Row gauge(String key, String name, Supplier<Number> value) {
        status(key, value);
        return gauge(name, value);
    }

    /** A counter that the status does not have. */
    public Row counter(String name, Supplier<Number> value) {
        return row(new Row(name, true, value));
    }

    /** A counter that the status has under this key. */
    public Row counter(String key, String name, Supplier<Number> value) {
        status(key, value);
        return counter(name, value);
    }

    private Row row(Row row) {
        rows.add(row);
        return row;
    }

    /** An entry of the status that is no meter of its own. */
    public void status(String key, Supplier<?> value) {
        status.put(key, value);
    }

    /** Registers the meters; to be called once. */
    public void bindTo(MeterRegistry registry) {
        rows.forEach(row -> row.register(registry));
    }

    /** The entries of the status, in the order in which they were named. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        status.forEach((key, value) -> json.put(key, value.get()));
        return json;
    }
}
