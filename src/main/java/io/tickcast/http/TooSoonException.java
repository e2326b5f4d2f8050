package io.tickcast.http;

import java.time.Duration;

/** A request that comes too soon after others; the message names the limit. */
final class TooSoonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration wait;

    /** @param wait after which it may be repeated */
    TooSoonException(String message, Duration wait) {
        super(message, null, false, false);
        this.wait = wait;
    }

    Duration after() {
        return wait;
    }
}
