package io.tickcast.script;

/** A failed call of a file; its message is for the author of the file. */
final class ScriptFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScriptFailure(String message) {
        super(message);
    }

    ScriptFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
