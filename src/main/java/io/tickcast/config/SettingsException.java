package io.tickcast.config;

/** A setting that cannot be used. The message is one line: the key, its value, the valid values, and its origin. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line that names the key and the valid values */
    public SettingsException(String message) {
        super(message);
    }

    /** Never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
