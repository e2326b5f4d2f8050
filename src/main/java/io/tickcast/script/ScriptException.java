package io.tickcast.script;

/** A file that cannot run, with a message that names the file, the line if it is known, and the fault. */
final class ScriptException extends Exception {
    private static final long serialVersionUID = 1;

    ScriptException(String message) {
        super(message);
    }
}
