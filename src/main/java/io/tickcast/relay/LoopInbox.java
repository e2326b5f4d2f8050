package io.tickcast.relay;

import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The frames on their way to an event loop with clients. Frames are put in on another thread. */
final class LoopInbox {
    /** Bytes that may wait. A loop that is further behind has stood still for seconds. */
    static final long MAX_BYTES = 64 << 20;

    /** Frames that are taken before the event loop gets to its other work. */
    static final int MAX_FRAMES = 256;

    private final Context context;
    private final Receiver receiver;
    private final Queue<RelayFrame> frames = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean overflown;

    /** Takes what arrives, on the event loop. */
    interface Receiver {
        void frame(RelayFrame frame);

        /** Frames were lost: the event loop, or this node, did not keep up. */
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
        schedule();
    }

    /** Frames were lost on their way to this node. */
    void lost() {
        overflown = true;
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(v -> take());
        }
    }

    private void take() {
        scheduled.set(false);
        for (int taken = 0; taken < MAX_FRAMES; taken++) {
            RelayFrame frame = poll();
            // After the poll: the frame may be one from behind the hole.
            if (overflown) {
                overflown = false;
                while (frame != null) {
                    frame = poll();
                }
                receiver.overflow();
                return;
            }
            if (frame == null) {
                return;
            }
            receiver.frame(frame);
        }
        schedule();
    }

    private @Nullable RelayFrame poll() {
        RelayFrame frame = frames.poll();
        if (frame != null) {
            bytes.addAndGet(-frame.length());
        }
        return frame;
    }
}
