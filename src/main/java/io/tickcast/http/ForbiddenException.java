package io.tickcast.http;

/** A request for a symbol or signal that the client may not read; the message names it. */
final class ForbiddenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ForbiddenException(String message) {
        super(message, null, false, false);
    }
}
