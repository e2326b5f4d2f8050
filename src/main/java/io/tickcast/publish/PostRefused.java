package io.tickcast.publish;

/** Nothing of a body is taken; the message says why. */
public final class PostRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final long retryAfterSeconds;

    private PostRefused(int status, long retryAfterSeconds, String message) {
        super(message, null, false, false);
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    static PostRefused empty() {
        return new PostRefused(400, 0, "The body has no tick; send a JSON array, or one JSON object a line");
    }

    static PostRefused tooFast(long retryAfterSeconds, String message) {
        return new PostRefused(429, retryAfterSeconds, message);
    }

    static PostRefused unavailable(String message) {
        return new PostRefused(503, 1, message);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Time after which it may succeed; 0: it would not. */
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
