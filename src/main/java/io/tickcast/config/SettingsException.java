package io.tickcast.config;

/** A setting that cannot be used. The message is one line: the key, its value, what would be right, and its origin. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line that names the key and what would be right */
    public SettingsException(String message) {
        super(message);
    }

    /** Never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
