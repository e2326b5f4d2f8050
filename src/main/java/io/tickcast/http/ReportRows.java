package io.tickcast.http;

import io.tickcast.metrics.MeterRows;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Optional;

/**
 * Rows of meters for a report that another part or node sent on the event bus, in JSON. What the report leaves out or
 * misspells has no row.
 */
final class ReportRows {
    private static final int LONGEST_LABEL = 80;

    private final MeterRows rows;
    private final JsonObject report;
    private final String[] labels;

    /** @param labels names and values in turn, of all rows */
    ReportRows(MeterRows rows, JsonObject report, String... labels) {
        this.rows = rows;
        this.report = report;
        this.labels = labels;
    }

    /** The same with one more label. */
    ReportRows with(String label, String text) {
        String[] more = Arrays.copyOf(labels, labels.length + 2);
        more[labels.length] = label;
        more[labels.length + 1] = label(text);
        return new ReportRows(rows, report, more);
    }

    /** A part of the report, with the same labels. */
    ReportRows part(String key) {
        return new ReportRows(rows, report.getValue(key) instanceof JsonObject part ? part : new JsonObject(), labels);
    }

    void gauge(String key, String name, String help) {
        gauge(key, 1, name, help);
    }

    /** @param perUnit amount of the report's number that is one of the metric's unit */
    void gauge(String key, double perUnit, String name, String help) {
        number(key).ifPresent(value -> gauge(name, help, value / perUnit));
    }

    void gauge(String name, String help, double value) {
        rows.gauge(name, help, value, labels);
    }

    void counter(String key, String name, String help) {
        number(key).ifPresent(value -> rows.counter(name, help, value, labels));
    }

    /** The state of the store of last prices. */
    static void cache(JsonObject report, MeterRows to) {
        if (!report.containsKey("state")) {
            return;
        }
        ReportRows cache = new ReportRows(to, report);
        cache = cache.with("store", cache.text("store"));
        cache.gauge(
                "tickcast_cache_up",
                "Whether the store of the last prices is available",
                cache.text("state").equals("up") ? 1 : 0);
        cache.gauge("pending", "tickcast_cache_pending", "Prices that wait to be stored; at most one for each symbol");
        cache.counter("written", "tickcast_cache_written", "Prices stored");
        cache.counter("failed_batches", "tickcast_cache_failed_batches", "Batches of prices that could not be stored");
        cache.gauge("refused", "tickcast_cache_refused", "Stored prices that could not be read at start");
        ReportRows faults = cache.part("faults");
        for (String fault : faults.report.fieldNames()) {
            faults.with("fault", fault).counter(fault, "tickcast_cache_faults", "Failures of the store, by kind");
        }
    }

    /** The state of a file of the verticles' folder. */
    static void verticle(JsonObject report, MeterRows to) {
        ReportRows file = new ReportRows(to, report);
        file = file.with("file", file.text("file")).with("node", file.text("node"));
        file.with("language", file.text("language"))
                .with("state", file.text("state"))
                .gauge("tickcast_verticle_state", "State of a file of the verticles' folder; always 1", 1);
        if (report.containsKey("last_error")) {
            // Without figures, so that an error which is another each time makes no series each time.
            file.with("error", file.text("last_error").replaceAll("\\d+", "#"))
                    .gauge("tickcast_verticle_last_error", "The last error of a file, its figures as #; always 1", 1);
        }
        file.counter("calls", "tickcast_verticle_calls", "Calls of a file");
        file.gauge(
                "calls_per_second", "tickcast_verticle_calls_per_second", "Calls of a file in the last whole second");
        file.percentile("p50", "50");
        file.percentile("p99", "99");
        file.percentile("max", "100");
        file.counter("failures", "tickcast_verticle_failures", "Calls of a file that failed");
        file.counter("overruns", "tickcast_verticle_overruns", "Calls of a file that took too long");
        file.counter(
                "conflated", "tickcast_verticle_conflated_ticks", "Ticks that a file did not get because it was busy");
        file.counter("signals", "tickcast_verticle_signals", "Signals that a file published");
        file.counter(
                "candles_dropped",
                "tickcast_verticle_candles_dropped",
                "Closed candles that a file did not get because it was busy");
        file.counter("signals_dropped", "tickcast_verticle_signals_dropped", "Dropped signals of a file");
        file.counter("log_dropped", "tickcast_verticle_log_dropped", "Dropped log lines of a file");
    }

    private void percentile(String key, String percentile) {
        part("call_us")
                .with("percentile", percentile)
                .gauge(key, 1e6, "tickcast_verticle_call_seconds", "Time of a file's calls");
    }

    private Optional<Double> number(String key) {
        return report.getValue(key) instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }

    private String text(String key) {
        return report.getValue(key) instanceof String text ? label(text) : "";
    }

    static String label(String text) {
        return text.length() <= LONGEST_LABEL ? text : text.substring(0, LONGEST_LABEL);
    }
}
