package io.tickcast.alert.store;

/** The database did not take or give what it was asked; the message says why, in words. */
public final class AlertStoreException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isData;

    AlertStoreException(String message, boolean isData) {
        super(message);
        this.isData = isData;
    }

    /** Whether the database works, and refuses what it was given. */
    public boolean isData() {
        return isData;
    }
}
