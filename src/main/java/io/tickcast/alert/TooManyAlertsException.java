package io.tickcast.alert;

/** An owner has as many rules as it may have. */
public final class TooManyAlertsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyAlertsException(int most) {
        super(
                "You have " + most + " alerts, as many as alert.max-per-owner allows: delete one first",
                null,
                false,
                false);
    }
}
