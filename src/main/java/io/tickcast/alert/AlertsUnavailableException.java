package io.tickcast.alert;

/** Alerts that cannot be made, changed or read now; the message says why. */
public final class AlertsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AlertsUnavailableException(String message) {
        super(message, null, false, false);
    }
}
