package io.tickcast.script;

import java.util.Arrays;
import java.util.Optional;

/** Says in a line what went wrong in a file, and where. */
final class Failures {
    private Failures() {}

    /** Describes a failure; without the file's name if the failure is in no line of it. */
    static String describe(ScriptFile file, Throwable cause) {
        String place = Arrays.stream(cause.getStackTrace())
                .filter(frame -> file.fileName().equals(frame.getFileName()) && frame.getLineNumber() > 0)
                .findFirst()
                .map(frame -> "line " + frame.getLineNumber() + ": ")
                .orElse("");
        return ScriptLog.clean(place
                + Optional.ofNullable(cause.getMessage())
                        .filter(text -> !text.isBlank())
                        .map(text -> cause instanceof IllegalArgumentException
                                        || cause instanceof ScriptException
                                        || cause instanceof ScriptFailure
                                ? text
                                : cause.getClass().getSimpleName() + ": " + text)
                        .orElse(cause.getClass().getSimpleName()));
    }
}
