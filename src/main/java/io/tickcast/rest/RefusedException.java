package io.tickcast.rest;

import java.io.IOException;

/** An answer with status 200 in which the exchange refuses the request for a reason that a repeat does not change. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
