package io.tickcast.sse.stats;

/** The reason for the end of a stream. */
public enum CloseReason {
    /** The client went, or the network did. */
    CLIENT,
    /** The client read nothing for too long. */
    SLOW,
    /** The token that it was opened with. */
    EXPIRED,
    /** The stream reached stream.max-age. */
    AGE,
    /** The node stops. */
    DRAIN,
    /** The node was cut off from the others. */
    AWAY;

    /** Whether another node should have the client. */
    public boolean isOfNode() {
        return this == DRAIN || this == AWAY;
    }
}
