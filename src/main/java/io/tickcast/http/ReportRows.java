package io.tickcast.http;

import io.tickcast.metrics.MeterRows;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Rows of meters for what other parts and nodes report on the event bus, in JSON. What a report leaves out or misspells
 * has no row.
 */
record ReportRows(MeterRows rows) {
    private static final int LONGEST_LABEL = 80;

    void gauge(JsonObject of, String key, String name, String help, String... labels) {
        number(of, key).ifPresent(value -> rows.gauge(name, help, value, labels));
    }

    void counter(JsonObject of, String key, String name, String help, String... labels) {
        number(of, key).ifPresent(value -> rows.counter(name, help, value, labels));
    }

    /** The state of the store of last prices. */
    void cache(JsonObject cache) {
        if (!cache.containsKey("state")) {
            return;
        }
        String[] of = {"store", text(cache, "store")};
        rows.gauge(
                "tickcast_cache_up",
                "Whether the store of the last prices takes them",
                text(cache, "state").equals("up") ? 1 : 0,
                of);
        gauge(
                cache,
                "pending",
                "tickcast_cache_pending",
                "Prices that wait to be stored; at most one for each symbol",
                of);
        counter(cache, "written", "tickcast_cache_written", "Prices stored", of);
        counter(
                cache,
                "failed_batches",
                "tickcast_cache_failed_batches",
                "Batches of prices that could not be stored",
                of);
        gauge(cache, "refused", "tickcast_cache_refused", "Stored prices that could not be read at start", of);
        JsonObject faults = object(cache, "faults");
        faults.fieldNames()
                .forEach(fault -> counter(
                        faults,
                        fault,
                        "tickcast_cache_faults",
                        "Failures of the store, by what failed",
                        of[0],
                        of[1],
                        "fault",
                        label(fault)));
    }

    /** The state of a file of the verticles' folder. */
    void verticle(JsonObject verticle) {
        String[] of = {"file", text(verticle, "file"), "node", text(verticle, "node")};
        rows.gauge(
                "tickcast_verticle_state",
                "State of a file of the verticles' folder; always 1",
                1,
                "file",
                of[1],
                "language",
                text(verticle, "language"),
                "node",
                of[3],
                "state",
                text(verticle, "state"));
        if (verticle.containsKey("last_error")) {
            // Without figures, so that an error which is another each time makes no series each time.
            rows.gauge(
                    "tickcast_verticle_last_error",
                    "The last error of a file, its figures as #; always 1",
                    1,
                    "file",
                    of[1],
                    "node",
                    of[3],
                    "error",
                    label(text(verticle, "last_error").replaceAll("\\d+", "#")));
        }
        counter(verticle, "calls", "tickcast_verticle_calls", "Calls of a file", of);
        gauge(
                verticle,
                "calls_per_second",
                "tickcast_verticle_calls_per_second",
                "Calls of a file in the last whole second",
                of);
        JsonObject micros = object(verticle, "call_us");
        percentile(micros, "p50", "50", of);
        percentile(micros, "p99", "99", of);
        percentile(micros, "max", "100", of);
        counter(verticle, "failures", "tickcast_verticle_failures", "Calls of a file that failed", of);
        counter(verticle, "overruns", "tickcast_verticle_overruns", "Calls of a file that took too long", of);
        counter(
                verticle,
                "conflated",
                "tickcast_verticle_conflated_ticks",
                "Ticks that a file did not get since it was behind",
                of);
        counter(verticle, "signals", "tickcast_verticle_signals", "Signals that a file published", of);
        counter(
                verticle,
                "signals_dropped",
                "tickcast_verticle_signals_dropped",
                "Signals of a file that were too many",
                of);
        counter(
                verticle,
                "log_dropped",
                "tickcast_verticle_log_dropped",
                "Lines for the log of a file that were too many",
                of);
    }

    private void percentile(JsonObject micros, String key, String percentile, String... of) {
        number(micros, key)
                .ifPresent(value -> rows.gauge(
                        "tickcast_verticle_call_seconds",
                        "Time of a file's calls",
                        value / 1e6,
                        of[0],
                        of[1],
                        of[2],
                        of[3],
                        "percentile",
                        percentile));
    }

    static Optional<Double> number(JsonObject of, String key) {
        return of.getValue(key) instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }

    static JsonObject object(JsonObject of, String key) {
        return of.getValue(key) instanceof JsonObject object ? object : new JsonObject();
    }

    private static String text(JsonObject of, String key) {
        return of.getValue(key) instanceof String text ? label(text) : "";
    }

    static String label(String text) {
        return text.length() <= LONGEST_LABEL ? text : text.substring(0, LONGEST_LABEL);
    }
}
