package io.tickcast.sse.wire;

import io.netty.buffer.ByteBufAllocator;
import io.tickcast.sse.wire.SharedWindow.Cohort;
import org.jspecify.annotations.Nullable;

/** A compressed frame that refers back to what its streams have got: to more or less of it, or to nothing. */
final class WindowedFrame implements GroupFrame {
    private final ByteBufAllocator allocator;
    private final SharedDeflater deflater;
    private final SharedWindow window;
    private final FrameText text;
    private final @Nullable Frame[] made = new Frame[Cohort.values().length];
    private final int[] streams = new int[Cohort.values().length];

    /** @param window the window, in which a frame has begun */
    WindowedFrame(ByteBufAllocator allocator, SharedDeflater deflater, SharedWindow window, FrameText text) {
        this.allocator = allocator;
        this.deflater = deflater;
        this.window = window;
        this.text = text;
    }

    @Override
    public Frame suiting(StreamConnection stream) {
        Cohort cohort = stream.gzip().map(window::cohort).orElse(Cohort.JOINING);
        streams[cohort.ordinal()]++;
        Frame known = made[cohort.ordinal()];
        if (known != null) {
            return known;
        }
        Frame frame = new Frame(
                allocator,
                deflater.deflate(text, window.of(cohort)),
                new SharedWindow.Place(window, window.number(), cohort == Cohort.JOINING));
        made[cohort.ordinal()] = frame;
        return frame;
    }

    @Override
    public void release() {
        window.end(
                text,
                streams[Cohort.OLD.ordinal()],
                streams[Cohort.RECENT.ordinal()],
                streams[Cohort.JOINING.ordinal()]);
        for (Frame frame : made) {
            if (frame != null) {
                frame.release();
            }
        }
    }
}
