package io.tickcast;

import io.tickcast.cluster.JoinException;
import io.tickcast.config.Settings;
import java.io.IOException;
import java.util.Optional;

/** The reason that a node could not start, in words that say what to change. */
final class StartFailure {
    static final String WANT_OF_THREADS =
            "this process may create no more threads: raise TasksMax= of the systemd unit, "
                    + "pids_limit of the container, or ulimit -u";

    private StartFailure() {}

    /** Empty for what no setting could have prevented. */
    static Optional<String> explain(Throwable cause, Settings settings) {
        if (cause instanceof JoinException) {
            return Optional.ofNullable(cause.getMessage());
        }
        if (isForWantOfThreads(cause)) {
            return Optional.of(WANT_OF_THREADS);
        }
        // A node that starts listens at one place; all else that it opens may fail without harm.
        return cause instanceof IOException
                ? Optional.of(
                        "the node cannot listen at " + settings.http().listen().host() + ':'
                                + settings.http().listen().port() + " (" + cause.getMessage()
                                + "): choose another http.port or http.host")
                : Optional.empty();
    }

    /** Whether the operating system refused a thread, perhaps as the cause of another failure. */
    static boolean isForWantOfThreads(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError
                    && String.valueOf(cause.getMessage()).contains("native thread")) {
                return true;
            }
        }
        return false;
    }
}
