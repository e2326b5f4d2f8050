package io.tickcast.http;

/** A request that cannot be served as it is; the message names the fault and the valid form. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message, null, false, false);
    }
}
