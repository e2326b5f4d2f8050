package io.tickcast.testing;

import io.vertx.core.json.JsonObject;

/** An event as an EventSource would dispatch it; {@code id} is the last event id at that moment. */
public record SseEvent(String name, String id, String data) {
    public JsonObject json() {
        return new JsonObject(data);
    }

    /** The value of this key as it stands in the text, digit for digit. */
    public String raw(String key) {
        String lead = "\"" + key + "\": ";
        int from = data.indexOf(lead);
        if (from < 0) {
            throw new AssertionError("no " + key + " in " + data);
        }
        int start = from + lead.length();
        int end = start;
        while (",}".indexOf(data.charAt(end)) < 0) {
            end++;
        }
        return data.substring(start, end);
    }
}
