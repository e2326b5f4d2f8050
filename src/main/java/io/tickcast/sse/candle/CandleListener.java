package io.tickcast.sse.candle;

import io.tickcast.sse.wire.Frame;
import java.util.List;

/** A stream of prices that gets candles besides. */
public interface CandleListener {
    /** Whether a frame may be written now, and none that came before is missing. */
    boolean keepsUp();

    void write(Frame frame);

    /** Keeps these until it keeps up again; may end the stream. */
    void miss(List<CandleEvent> events);
}
