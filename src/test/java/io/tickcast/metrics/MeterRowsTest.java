package io.tickcast.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class MeterRowsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterRows rows = new MeterRows(registry);

    @Test
    void aRowHasTheValueOfTheLastUpdate() {
        rows.update(to -> to.counter("ticks", "help", 1, "line", "1"));
        rows.update(to -> to.counter("ticks", "help", 5, "line", "1"));
        assertThat(registry.scrape()).contains("\nticks_total{line=\"1\"} 5.0\n");
    }

    @Test
    void aRowThatIsLeftOutHasNoMeter() {
        rows.update(to -> {
            to.gauge("live", "help", 1, "line", "1");
            to.gauge("live", "help", 1, "line", "2");
        });
        rows.update(to -> to.gauge("live", "help", 0, "line", "2"));
        assertThat(registry.scrape()).contains("\nlive{line=\"2\"} 0.0\n").doesNotContain("line=\"1\"");
        rows.update(to -> {});
        assertThat(registry.getMeters()).isEmpty();
        rows.update(to -> to.gauge("live", "help", 1, "line", "1"));
        assertThat(registry.scrape()).contains("\nlive{line=\"1\"} 1.0\n");
    }

    @Test
    void ofTwoRowsWithTheSameLabelsTheFirstCounts() {
        rows.update(to -> {
            to.gauge("live", "help", 1, "line", "1");
            to.gauge("live", "help", 0, "line", "1");
        });
        assertThat(registry.scrape()).contains("\nlive{line=\"1\"} 1.0\n");
    }

    @Test
    void aCounterBelowZeroCountsAsZero() {
        rows.update(to -> to.counter("ticks", "help", -3));
        assertThat(registry.scrape()).contains("\nticks_total 0.0\n");
    }
}
