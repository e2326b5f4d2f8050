package io.tickcast.sse.signal;

import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Frame;

/** A stream of something else that gets signals besides. */
public interface SignalListener {
    Encoding encoding();

    /** Whether a frame may be written now. */
    boolean keepsUp();

    void write(Frame frame);
}
