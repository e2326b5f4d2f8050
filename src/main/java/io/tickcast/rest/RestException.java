package io.tickcast.rest;

import java.util.Set;

/** A request to an exchange that brought no answer. */
public final class RestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Statuses of a refusal that ends by itself. */
    private static final Set<Integer> PASSING = Set.of(408, 418, 425, 429);

    private final int status;
    private final boolean isRefusal;

    RestException(String message, int status, boolean isRefusal) {
        super(message, null, false, false);
        this.status = status;
        this.isRefusal = isRefusal;
    }

    RestException(String message, int status) {
        this(message, status, status >= 400 && status < 500 && !PASSING.contains(status));
    }

    RestException(String message) {
        this(message, 0);
    }

    /** The status with which the exchange refused the request; 0: it was not answered at all. */
    public int status() {
        return status;
    }

    /** Whether the exchange refuses this request and would refuse it again. */
    public boolean isRefusal() {
        return isRefusal;
    }
}
