package io.tickcast.config;

/** A file cannot be read. The message goes on from "that file": it "is a directory". */
public final class UnreadableFileException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The reasons that a caller may word otherwise. */
    public enum Reason {
        MISSING,
        TOO_LARGE,
        OTHER
    }

    private final Reason reason;

    UnreadableFileException(String predicate) {
        this(Reason.OTHER, predicate);
    }

    UnreadableFileException(Reason reason, String predicate) {
        super(predicate, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
