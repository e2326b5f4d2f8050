package io.tickcast.config;

/** A file that a setting names cannot be read. The message goes on from "that file": it "is a directory". */
public final class UnreadableFileException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableFileException(String predicate) {
        super(predicate, null, false, false);
    }
}
