package io.tickcast.access;

/** Why somebody may not come in. The message is of our own words alone: it holds nothing of what was sent. */
public final class AccessDenied extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private AccessDenied(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The token, or the ticket, is none that counts here. */
    static AccessDenied invalid(String what) {
        return new AccessDenied(401, what);
    }

    static AccessDenied tooMany(String what) {
        return new AccessDenied(429, what);
    }

    /** Nobody can be let in for now. */
    static AccessDenied unavailable(String what) {
        return new AccessDenied(503, what);
    }

    /** The HTTP status: 401, 429 or 503. */
    public int status() {
        return status;
    }
}
