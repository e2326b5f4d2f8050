package io.tickcast.replication;

import io.tickcast.market.BusAddresses;
import io.tickcast.market.MalformedMessageLog;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reports of all nodes about their scripts, from the event bus. Belongs to one event loop. */
public final class ScriptStatusTracker {
    private static final Logger LOG = LoggerFactory.getLogger(ScriptStatusTracker.class);
    /** Age of a report that makes it outdated: several reports are missing. */
    private static final long SILENT_NANOS = Duration.ofSeconds(5).toNanos();

    private final Map<String, Report> reports = new TreeMap<>();
    private final MalformedMessageLog malformed =
            new MalformedMessageLog(LOG, "state of verticles on \"" + BusAddresses.VERTICLES_STATE + "\"");

    private record Report(JsonArray files, long at) {}

    public void heard(Object message, long now) {
        if (message instanceof JsonObject state
                && state.getValue("id") instanceof String id
                && state.getValue("files") instanceof JsonArray files) {
            reports.put(id, new Report(files, now));
            reports.values().removeIf(report -> now - report.at > SILENT_NANOS);
        } else {
            malformed.add();
        }
    }

    public long dropped() {
        return malformed.count();
    }

    public JsonArray toJson(long now) {
        JsonArray all = new JsonArray();
        reports.values().stream()
                .filter(report -> now - report.at <= SILENT_NANOS)
                .forEach(report -> report.files.forEach(all::add));
        return all;
    }
}
