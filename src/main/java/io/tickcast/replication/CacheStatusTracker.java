package io.tickcast.replication;

import io.tickcast.market.BusAddresses;
import io.tickcast.market.MalformedMessageLog;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last report of the cache. Anyone who reaches the event bus can send one, so reports are validated. */
public final class CacheStatusTracker {
    private static final Logger LOG = LoggerFactory.getLogger(CacheStatusTracker.class);
    private static final Set<String> TEXTS = Set.of("store", "state", "since", "last_error");
    private static final Set<String> NUMBERS = Set.of("pending", "written", "failed_batches", "warmed", "refused");
    private static final int LONGEST_TEXT = 400;
    private static final int MOST_FAULTS = 50;

    private final MalformedMessageLog dropped =
            new MalformedMessageLog(LOG, "report of the cache on \"" + BusAddresses.CACHE_STATE + "\"");
    private JsonObject last = new JsonObject();

    public void heard(Object state) {
        if (state instanceof JsonObject report
                && isText(report.getValue("store"))
                && isText(report.getValue("state"))) {
            last = taken(report);
        } else {
            dropped.add();
        }
    }

    private static JsonObject taken(JsonObject report) {
        JsonObject taken = new JsonObject();
        report.forEach(entry -> {
            Object value = entry.getValue();
            if ((TEXTS.contains(entry.getKey()) && isText(value))
                    || (NUMBERS.contains(entry.getKey()) && value instanceof Number)) {
                taken.put(entry.getKey(), value);
            }
        });
        if (report.getValue("faults") instanceof JsonObject faults && faults.size() <= MOST_FAULTS) {
            JsonObject counts = new JsonObject();
            faults.forEach(fault -> {
                if (isText(fault.getKey()) && fault.getValue() instanceof Number) {
                    counts.put(fault.getKey(), fault.getValue());
                }
            });
            taken.put("faults", counts);
        }
        return taken;
    }

    private static boolean isText(Object value) {
        return value instanceof String text && text.length() <= LONGEST_TEXT;
    }

    public long dropped() {
        return dropped.count();
    }

    public JsonObject toJson() {
        return dropped.count() == 0 ? last : last.copy().put("malformed", dropped.count());
    }
}
