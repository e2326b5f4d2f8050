package io.tickcast.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.tickcast.sse.stats.LatencyHistogram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metrics of one scrape, gathered by name. Of two values with the same labels the first counts. */
final class Families {
    private static final String PREFIX = "tickcast_";

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final List<MetricSnapshot> histograms = new ArrayList<>();

    private record Family(String help, boolean counter, Map<Labels, Double> values) {}

    /** @param labels names and values in turn */
    void gauge(String name, String help, double value, String... labels) {
        put(name, help, false, value, labels);
    }

    /** @param name without the ending {@code _total} */
    void counter(String name, String help, double value, String... labels) {
        put(name, help, true, value, labels);
    }

    private void put(String name, String help, boolean counter, double value, String... labels) {
        families.computeIfAbsent(PREFIX + name, key -> new Family(help, counter, new LinkedHashMap<>()))
                .values
                .putIfAbsent(Labels.of(labels), value);
    }

    void histogram(String name, String help, LatencyHistogram histogram) {
        HistogramSnapshot.HistogramDataPointSnapshot.Builder point =
                HistogramSnapshot.HistogramDataPointSnapshot.builder();
        point.classicHistogramBuckets(ClassicHistogramBuckets.of(LatencyHistogram.bounds(), histogram.counts()));
        point.sum(histogram.sumSeconds());
        histograms.add(HistogramSnapshot.builder()
                .name(PREFIX + name)
                .help(help)
                .dataPoint(point.build())
                .build());
    }

    List<MetricSnapshot> snapshots() {
        List<MetricSnapshot> all = new ArrayList<>(histograms);
        families.forEach((name, family) -> all.add(family.counter ? counter(name, family) : gauge(name, family)));
        return all;
    }

    private static MetricSnapshot counter(String name, Family family) {
        CounterSnapshot.Builder metric = CounterSnapshot.builder().name(name).help(family.help);
        family.values.forEach((labels, value) -> metric.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .value(Math.max(0, value))
                .labels(labels)
                .build()));
        return metric.build();
    }

    private static MetricSnapshot gauge(String name, Family family) {
        GaugeSnapshot.Builder metric = GaugeSnapshot.builder().name(name).help(family.help);
        family.values.forEach((labels, value) -> metric.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .value(value)
                .labels(labels)
                .build()));
        return metric.build();
    }
}
