package io.tickcast.script;

/** A file that cannot run, with a message that names it, the place where that is known, and what is wrong. */
final class ScriptException extends Exception {
    private static final long serialVersionUID = 1;

    ScriptException(String message) {
        super(message);
    }
}
