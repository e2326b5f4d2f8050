package io.tickcast.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Meters whose values come and go, such as those of a feed's lines. They are Micrometer's {@code MultiGauge}, for
 * counters as well as gauges: each update states all rows, and the meter of a row that it leaves out is removed.
 * Thread-safe.
 */
public final class MeterRows {
    private final MeterRegistry registry;
    private final Map<Key, Row> rows = new HashMap<>();
    private long update;

    private record Key(String name, Tags tags) {}

    private static final class Value {
        private volatile double number;

        double number() {
            return number;
        }
    }

    private static final class Row {
        private final Value value;
        private final Meter meter;
        private long stated;

        Row(Value value, Meter meter) {
            this.value = value;
            this.meter = meter;
        }
    }

    public MeterRows(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param statement calls {@link #gauge} and {@link #counter} for all rows that there are */
    public synchronized void update(Consumer<MeterRows> statement) {
        update++;
        statement.accept(this);
        rows.values().removeIf(row -> {
            boolean gone = row.stated != update;
            if (gone) {
                registry.remove(row.meter);
            }
            return gone;
        });
    }

    /**
     * States a row. Of two rows with the same name and labels the first counts.
     *
     * @param labels names and values in turn; the names are the same in all rows of a name
     */
    public synchronized void gauge(String name, String help, Number value, String... labels) {
        state(
                name,
                value.doubleValue(),
                Tags.of(labels),
                (tags, holder) -> Gauge.builder(name, holder, Value::number)
                        .description(help)
                        .tags(tags)
                        .register(registry));
    }

    /** States a row as {@link #gauge} does, of a counter; a value below zero counts as zero. */
    public synchronized void counter(String name, String help, Number value, String... labels) {
        // Another node may have sent it, and a counter below zero would cost the whole scrape.
        state(
                name,
                Math.max(0, value.doubleValue()),
                Tags.of(labels),
                (tags, holder) -> FunctionCounter.builder(name, holder, Value::number)
                        .description(help)
                        .tags(tags)
                        .register(registry));
    }

    private void state(String name, double value, Tags tags, BiFunction<Tags, Value, Meter> register) {
        Row row = rows.computeIfAbsent(new Key(name, tags), key -> {
            Value holder = new Value();
            return new Row(holder, register.apply(tags, holder));
        });
        if (row.stated != update) {
            row.stated = update;
            row.value.number = value;
        }
    }
}
