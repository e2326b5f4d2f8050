package io.tickcast.sse.wire;

/** The bytes of one flush for one group, made once for all of its streams that need the same. */
public interface GroupFrame {
    /** The bytes that this stream goes on with; to be written to it at once. */
    Frame suiting(StreamConnection stream);

    void release();
}
