package io.tickcast.rest;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request to an exchange that brought no answer. */
public final class RestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Statuses of a refusal that ends by itself. */
    private static final Set<Integer> PASSING = Set.of(408, 418, 425, 429);

    private final int status;
    private final boolean isRefusal;
    private final transient @Nullable Buffer body;
    private final Duration wait;

    private RestException(String message, int status, boolean isRefusal, @Nullable Buffer body, Duration wait) {
        super(message, null, false, false);
        this.status = status;
        this.isRefusal = isRefusal;
        this.body = body;
        this.wait = wait;
    }

    RestException(String message, int status, boolean isRefusal) {
        this(message, status, isRefusal, null, Duration.ZERO);
    }

    /** @param body of the answer with this status */
    RestException(String message, int status, Buffer body) {
        this(message, status, status >= 400 && status < 500 && !PASSING.contains(status), body, Duration.ZERO);
    }

    RestException(String message, int status) {
        this(message, status, status >= 400 && status < 500 && !PASSING.contains(status));
    }

    /** @param wait after which it may be asked again */
    RestException(String message, Duration wait) {
        this(message, 0, false, null, wait);
    }

    /** The same with the failures of all bases. */
    RestException with(String message, Duration time) {
        return new RestException(message, status, isRefusal, body, time);
    }

    RestException(String message) {
        this(message, 0);
    }

    /** The status with which the exchange refused the request; 0: it was not answered at all. */
    public int status() {
        return status;
    }

    /** The body of the answer with this status. */
    public Optional<Buffer> body() {
        return Optional.ofNullable(body);
    }

    /** Time after which the exchange may be asked again; zero: at once. */
    public Duration retryAfter() {
        return wait;
    }

    /** Whether the exchange refuses this request and would refuse it again. */
    public boolean isRefusal() {
        return isRefusal;
    }
}
