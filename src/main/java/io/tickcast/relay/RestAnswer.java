package io.tickcast.relay;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * An answer in the exchange's form.
 *
 * @param retryAfter zero: none is named
 */
public record RestAnswer(int status, Buffer body, Duration retryAfter) {
    private static final int TOO_MANY_REQUESTS = -1003;
    private static final int DISCONNECTED = -1001;
    /** A client that asked again at once would add to the trouble. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    static RestAnswer ok(Buffer body) {
        return new RestAnswer(200, body, Duration.ZERO);
    }

    private static RestAnswer error(int status, int code, String message, Duration retryAfter) {
        return new RestAnswer(
                status, new JsonObject().put("code", code).put("msg", message).toBuffer(), retryAfter);
    }

    static RestAnswer tooMany(Duration retryAfter) {
        return error(
                429,
                TOO_MANY_REQUESTS,
                "Too much request weight used by the clients of this relay; ask again after Retry-After, or use streams",
                retryAfter);
    }

    static RestAnswer unreachable() {
        return error(503, DISCONNECTED, "The exchange did not answer; try again", RETRY);
    }
}
