package io.tickcast.net;

import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import io.tickcast.metrics.Meters;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bound of all bytes that clients of a node have not taken yet. Beyond it the connections that have taken nothing
 * for the longest time are closed. Thread-safe.
 */
public final class UnsentBudget {
    private static final Logger LOG = LoggerFactory.getLogger(UnsentBudget.class);
    private static final long LOG_EVERY_NANOS = Duration.ofMinutes(1).toNanos();
    /** Share of the memory for network buffers: the rest is for reading, and for gaps between buffers. */
    private static final int SHARE = 4;

    private static final long LEAST_BYTES = 8 << 20;

    private final long max;
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder cut = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);
    private final List<UnsentQueue> queues = new CopyOnWriteArrayList<>();
    private final Meters meters = new Meters();

    UnsentBudget(long max) {
        this.max = max;
        meters.gauge("bytes", "tickcast_unsent_bytes", bytes::get)
                .help("Bytes of answers and streams that wait for clients");
        meters.gauge("max", "tickcast_unsent_bytes_max", () -> max)
                .help("Limit of the bytes that wait for clients: http.max-unsent");
        meters.counter("cut", "tickcast_unsent_cut", cut::sum)
                .help("Connections and HTTP/2 streams closed by http.max-unsent");
        meters.counter("late", "tickcast_unsent_late", late::sum).help("Answers ended by http.write-timeout");
    }

    /** @param max bytes; 0: a quarter of the JVM's direct memory or of its heap, whichever is less */
    public static UnsentBudget of(long max) {
        long memory = Math.min(
                PlatformDependent.estimateMaxDirectMemory(),
                Runtime.getRuntime().maxMemory());
        return new UnsentBudget(max > 0 ? max : Math.max(LEAST_BYTES, memory / SHARE));
    }

    /** Adds an event loop; to be called on it. */
    public UnsentQueue queue(EventLoop loop, Duration patience) {
        UnsentQueue queue = new UnsentQueue(this, loop, patience);
        queues.add(queue);
        return queue;
    }

    void add(long change) {
        bytes.addAndGet(change);
    }

    boolean isExceeded() {
        return bytes.get() > max;
    }

    /** The part of the budget that one event loop may use, while others use theirs. */
    long share() {
        return max / Math.max(1, queues.size());
    }

    /** Asks the loops that hold more than their share to free memory. */
    void relieve() {
        queues.stream().filter(UnsentQueue::isAboveShare).forEach(UnsentQueue::relieveSoon);
    }

    void countCut() {
        cut.increment();
        long logged = loggedAt.get();
        long now = System.nanoTime();
        if (now - logged >= LOG_EVERY_NANOS && loggedAt.compareAndSet(logged, now)) {
            LOG.warn(
                    "More than {} bytes wait for clients, the limit of http.max-unsent: closing connections, "
                            + "first those that have been stuck for the longest time",
                    max);
        }
    }

    void countLate() {
        late.increment();
    }

    public Meters meters() {
        return meters;
    }
}
