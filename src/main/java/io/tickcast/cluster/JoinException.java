package io.tickcast.cluster;

import com.hazelcast.core.HazelcastException;
import io.tickcast.config.Settings;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A node that could not join. The message is one line and says what to change. */
public final class JoinException extends Exception {
    private static final long serialVersionUID = 1L;

    private JoinException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static JoinException otherWorld(boolean demo, String member) {
        return new JoinException(
                "this node is " + (demo ? "a demo, but " : "not a demo, but ") + member
                        + " of the same cluster " + (demo ? "has real prices" : "is one")
                        + ": give the two different names in their cluster.xml",
                null);
    }

    /** The same cause where only its stack trace could tell more. */
    static Throwable of(Throwable cause, Settings.Cluster settings) {
        if (cause instanceof HazelcastException) {
            return new JoinException(
                    "this node cannot join a cluster with " + settings.config() + " ("
                            + String.valueOf(cause.getMessage()).replaceAll("\\s+", " ") + ')',
                    cause);
        }
        // Hazelcast throws types of its own; any other failure is that of the event bus' server.
        return cause instanceof IOException
                ? new JoinException(
                        "the event bus cannot listen at " + settings.host() + ':' + settings.port() + " ("
                                + cause.getMessage() + "): choose another cluster.host or cluster.port",
                        cause)
                : cause;
    }
}
