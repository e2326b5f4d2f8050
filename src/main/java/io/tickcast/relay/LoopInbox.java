package io.tickcast.relay;

import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The frames on their way to an event loop with clients. Frames are put in on another thread. */
final class LoopInbox {
    /** Bytes that may wait. A loop that is further behind has stood still for seconds. */
    static final long MAX_BYTES = 64 << 20;

    private final Context context;
    private final Receiver receiver;
    private final Queue<RelayFrame> frames = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean overflown;

    /** Takes what arrives, on the event loop. */
    interface Receiver {
        void frame(RelayFrame frame);

        /** Frames were lost: the event loop did not keep up. */
        void overflow();
    }

    LoopInbox(Context context, Receiver receiver) {
        this.context = context;
        this.receiver = receiver;
    }

    /** Adds a frame. Only one thread may do that. */
    void put(RelayFrame frame) {
        if (bytes.addAndGet(frame.length()) > MAX_BYTES) {
            bytes.addAndGet(-frame.length());
            overflown = true;
        } else {
            frames.add(frame);
        }
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(v -> take());
        }
    }

    private void take() {
        scheduled.set(false);
        if (overflown) {
            overflown = false;
            receiver.overflow();
        }
        for (RelayFrame frame = frames.poll(); frame != null; frame = frames.poll()) {
            bytes.addAndGet(-frame.length());
            receiver.frame(frame);
        }
    }
}
