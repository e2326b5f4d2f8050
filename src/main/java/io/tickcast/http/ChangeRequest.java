package io.tickcast.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalLong;

/**
 * A wish to change an open stream.
 *
 * @param add      symbols and patterns to have besides
 * @param remove   symbols and patterns to have no longer
 * @param interval at most one update per exchange and symbol in this many ms; empty: as before
 */
record ChangeRequest(List<String> add, List<String> remove, OptionalLong interval) {
    private static final String ADD = "add";
    private static final String REMOVE = "remove";
    private static final String INTERVAL = "interval";

    static ChangeRequest adding(List<String> symbols) {
        return new ChangeRequest(symbols, List.of(), OptionalLong.empty());
    }

    static ChangeRequest removing(List<String> symbols) {
        return new ChangeRequest(List.of(), symbols, OptionalLong.empty());
    }

    static ChangeRequest ofInterval(long millis) {
        return new ChangeRequest(List.of(), List.of(), OptionalLong.of(millis));
    }

    /** @throws BadRequestException naming the key and its valid values */
    static ChangeRequest of(JsonObject json) {
        ChangeRequest request = new ChangeRequest(names(json, ADD), names(json, REMOVE), interval(json));
        if (request.add.isEmpty() && request.remove.isEmpty() && request.interval.isEmpty()) {
            throw new BadRequestException("Send {\"add\": [\"SOLUSDT\"], \"remove\": [\"BTCUSDT\"], \"interval\": 500},"
                    + " or a part of it");
        }
        return request;
    }

    private static List<String> names(JsonObject json, String key) {
        Object value = json.getValue(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray list) || !list.stream().allMatch(String.class::isInstance)) {
            throw new BadRequestException(key + ": a list of names, such as [\"BTCUSDT\"]");
        }
        return list.stream().map(String.class::cast).toList();
    }

    private static OptionalLong interval(JsonObject json) {
        Object value = json.getValue(INTERVAL);
        if (value == null) {
            return OptionalLong.empty();
        }
        boolean isWhole = value instanceof Integer || value instanceof Long;
        long millis = isWhole ? ((Number) value).longValue() : -1;
        if (millis < 0 || millis > PriceQuery.MAX_INTERVAL_MILLIS) {
            throw new BadRequestException("interval: a number of ms, 0 to " + PriceQuery.MAX_INTERVAL_MILLIS);
        }
        return OptionalLong.of(millis);
    }

    /** The same to be read by {@link #of}. */
    JsonObject toJson() {
        JsonObject json = new JsonObject().put(ADD, new JsonArray(add)).put(REMOVE, new JsonArray(remove));
        interval.ifPresent(millis -> json.put(INTERVAL, millis));
        return json;
    }
}
