package io.tickcast.rest;

/** A request to an exchange that brought no answer. */
public final class RestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    RestException(String message, int status) {
        super(message, null, false, false);
        this.status = status;
    }

    RestException(String message) {
        this(message, 0);
    }

    /** The status with which the exchange refused the request; 0: it was not answered at all. */
    public int status() {
        return status;
    }
}
