package io.tickcast.access;

/** The reason why a request is refused. The message is a fixed text: it never repeats input. */
public final class AccessDenied extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private AccessDenied(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The token, or the ticket, is not valid here. */
    static AccessDenied invalid(String what) {
        return new AccessDenied(401, what);
    }

    static AccessDenied tooMany(String what) {
        return new AccessDenied(429, what);
    }

    /** Tokens or tickets cannot be handled at present. */
    static AccessDenied unavailable(String what) {
        return new AccessDenied(503, what);
    }

    /** The HTTP status: 401, 429 or 503. */
    public int status() {
        return status;
    }
}
