package io.tickcast.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The costs of the files of the verticles' folder for a node so far.
 *
 * @param states the status of each, by its name
 * @param cpu    seconds of its thread, by the thread's name as Linux cuts it
 */
record FileCosts(Map<String, JsonObject> states, Map<String, Double> cpu) {
    static final String HEADER = "| file | calls/s | call µs p50 | p99 | max | conflated | signals/s | dropped "
            + "| CPU µs/call | cores |\n|" + "---|".repeat(10);

    private static final String THREAD = "verticle-";
    private static final int LONGEST_NAME = 15;

    static FileCosts of(int port, long pid) throws IOException {
        Map<String, JsonObject> states = new TreeMap<>();
        new NodeStatus(port)
                .answer().getJsonArray("verticles").stream()
                        .map(JsonObject.class::cast)
                        .forEach(state -> states.put(state.getString("file"), state));
        return new FileCosts(states, Proc.threads(pid, THREAD));
    }

    /** A row for each file. Call times are those since the file began, all else is of this while. */
    String since(FileCosts before, double seconds) {
        StringBuilder rows = new StringBuilder(HEADER);
        states.forEach((file, state) -> {
            JsonObject was = before.states.get(file);
            long calls = more(state, was, "calls");
            JsonObject micros = state.getJsonObject("call_us");
            double spent = cpuOf(file) - before.cpuOf(file);
            rows.append(String.format(
                    Locale.ROOT,
                    "%n| %s | %,.0f | %,d | %,d | %,d | %d | %.1f | %d | %.1f | %.3f |",
                    file,
                    calls / seconds,
                    micros.getLong("p50"),
                    micros.getLong("p99"),
                    micros.getLong("max"),
                    more(state, was, "conflated"),
                    more(state, was, "signals") / seconds,
                    more(state, was, "signals_dropped"),
                    1e6 * spent / calls,
                    spent / seconds));
        });
        return rows.toString();
    }

    private static long more(JsonObject now, JsonObject was, String count) {
        return now.getLong(count) - was.getLong(count);
    }

    private double cpuOf(String file) {
        String name = THREAD + file;
        return cpu.getOrDefault(name.substring(0, Math.min(LONGEST_NAME, name.length())), 0.0);
    }
}
