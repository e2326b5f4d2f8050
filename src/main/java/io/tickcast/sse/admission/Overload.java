package io.tickcast.sse.admission;

import io.tickcast.sse.wire.Sse;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;

/** The answer to an {@code EventSource} that is not admitted now: any error would make it stop for good. */
public final class Overload {
    private Overload() {}

    /**
     * A whole answer.
     *
     * @param retry   mean of the random time after which the client should reconnect
     * @param message for a person who reads the stream
     */
    public static Buffer event(Duration retry, String message) {
        return after(Sse.retry(retry.toMillis()), message);
    }

    /** @param head text that tells the client when to come back */
    static Buffer after(Buffer head, String message) {
        return head.appendBuffer(Sse.event("overloaded", Map.of("message", message)));
    }
}
