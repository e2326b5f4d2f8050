package io.tickcast.script;

/** A call of a file that failed; its message is for whoever wrote the file. */
final class ScriptFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScriptFailure(String message) {
        super(message);
    }

    ScriptFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
