package io.tickcast.feed.okx;

import io.tickcast.feed.Batches;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** OKX' requests to subscribe a channel, and to leave it. */
record OkxRequests(String channel) {
    /** A connection may send 480 requests an hour (OKX' API guide, "Connection"). */
    private static final int ARGUMENTS_PER_REQUEST = 500;

    /** All arguments of a request may have 64 KB together (OKX' API guide, "Subscribe"). */
    private static final int BYTES_PER_REQUEST = 60_000;
    /** The argument without its instrument and channel, and a comma. */
    private static final int BYTES_BESIDE_NAMES = 27;

    /** @param instruments OKX' names */
    List<String> of(String operation, List<String> instruments) {
        int beside = BYTES_BESIDE_NAMES + channel.length();
        return Batches.of(instruments, ARGUMENTS_PER_REQUEST, BYTES_PER_REQUEST, beside).stream()
                .map(batch -> request(operation, batch))
                .toList();
    }

    private String request(String operation, List<String> instruments) {
        JsonArray arguments = new JsonArray();
        instruments.forEach(
                name -> arguments.add(new JsonObject().put("channel", channel).put("instId", name)));
        return request(operation, arguments);
    }

    private static String request(String operation, JsonArray arguments) {
        return new JsonObject().put("op", operation).put("args", arguments).encode();
    }

    /** The request for a channel that is not about an instrument. */
    static String subscribe(String channel) {
        return request("subscribe", new JsonArray().add(new JsonObject().put("channel", channel)));
    }
}
