package io.tickcast.alert.store;

/** The database did not take or give what it was asked; the message says why, in words. */
public final class AlertStoreException extends Exception {
    private static final long serialVersionUID = 1L;

    AlertStoreException(String message) {
        super(message);
    }
}
