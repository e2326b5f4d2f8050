package io.tickcast.market;

import io.tickcast.market.FeedState.State;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest report of each line of all feeds. A line that no longer reports is down, whatever it reported last. Belongs
 * to one event loop.
 */
public final class FeedLines {
    /** Five reports missed; a pause of the JVM is shorter. */
    private static final long SILENT_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long FORGOTTEN_NANOS = Duration.ofSeconds(60).toNanos();

    private final Map<Key, Heard> lines = new LinkedHashMap<>();

    private record Key(String exchange, FeedState.Line line) {}

    /** A report, and when it arrived. */
    public record Heard(FeedState report, long heardAt) {
        /** Whether the line no longer reports, so that this is its last report. */
        public boolean isSilent(long nowNanos) {
            return nowNanos - heardAt > SILENT_NANOS;
        }

        public State state(long nowNanos) {
            return isSilent(nowNanos) ? State.DOWN : report.state();
        }
    }

    public void heard(FeedState report, long nowNanos) {
        lines.put(new Key(report.exchange(), report.line()), new Heard(report, nowNanos));
    }

    /** In the order of their first reports. */
    public Collection<Heard> all() {
        return Collections.unmodifiableCollection(lines.values());
    }

    /** Whether a line of this exchange is live. */
    public boolean isLive(String exchange, long nowNanos) {
        for (Heard line : lines.values()) {
            if (line.report.exchange().equals(exchange) && line.state(nowNanos) == State.LIVE) {
                return true;
            }
        }
        return false;
    }

    /** Forgets the lines that have been silent for long. */
    public void forget(long nowNanos) {
        lines.values().removeIf(line -> nowNanos - line.heardAt > FORGOTTEN_NANOS);
    }
}
