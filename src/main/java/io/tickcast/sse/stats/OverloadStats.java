package io.tickcast.sse.stats;

import io.tickcast.metrics.Meters;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The overloads of a node: times in which some of its event loops do not keep up with their streams. Thread-safe. */
public final class OverloadStats {
    private static final Logger LOG = LoggerFactory.getLogger(OverloadStats.class);

    private final LongAdder conflated = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Meters meters = new Meters();
    private int loops;
    private long times;
    private long since;
    private long beganNanos;
    private long conflatedBefore;
    private long refusedBefore;

    OverloadStats() {
        meters.gauge("loops", "tickcast_overloaded_loops", this::loops)
                .help("Event loops that do not keep up with their streams at the moment");
        meters.counter("times", "tickcast_overloads", this::times).help("Times that the node became overloaded");
        meters.counter("conflated_ticks", "tickcast_overload_conflated_ticks", conflated::sum)
                .help("Ticks that streams did not get as separate events because their write was late");
        meters.counter("refused", "tickcast_overload_refused", refused::sum)
                .help("Streams refused because the node was overloaded");
    }

    Meters meters() {
        return meters;
    }

    private synchronized int loops() {
        return loops;
    }

    private synchronized long times() {
        return times;
    }

    /** An event loop became overloaded: its prices waited for this long. */
    public synchronized void began(long waitedNanos) {
        loops++;
        if (loops > 1) {
            return;
        }
        times++;
        since = System.currentTimeMillis();
        beganNanos = System.nanoTime();
        conflatedBefore = conflated.sum();
        refusedBefore = refused.sum();
        LOG.warn(
                "Overloaded: prices waited {} ms for their streams. Until this ends, streams get only the newest price "
                        + "of each symbol",
                Duration.ofNanos(waitedNanos).toMillis());
    }

    /** An event loop keeps up again. */
    public synchronized void ended() {
        loops--;
        if (loops == 0) {
            LOG.info(
                    "No longer overloaded after {} s, in which {} ticks were conflated and {} streams refused",
                    Duration.ofNanos(System.nanoTime() - beganNanos).toSeconds(),
                    conflated.sum() - conflatedBefore,
                    refused.sum() - refusedBefore);
        }
    }

    void conflated(long count) {
        conflated.add(count);
    }

    void refused() {
        refused.increment();
    }

    /** The counts, and while the node is overloaded since when, in ms since 1970. */
    public synchronized JsonObject toJson() {
        JsonObject json = meters.toJson();
        return loops == 0 ? json : json.put("since", since);
    }
}
