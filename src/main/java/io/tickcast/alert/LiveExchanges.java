package io.tickcast.alert;

import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The exchanges that a line reports to be live. A line that reports nothing any more is not. Belongs to one event loop. */
final class LiveExchanges {
    /** Five reports missed; a pause of the JVM is shorter. */
    private static final long SILENT_NANOS = Duration.ofSeconds(5).toNanos();

    private final Map<String, Map<FeedState.Line, Long>> liveSince = new HashMap<>();

    void heard(FeedState report, long nowNanos) {
        Map<FeedState.Line, Long> lines = liveSince.computeIfAbsent(report.exchange(), first -> new HashMap<>());
        lines.values().removeIf(heardAt -> nowNanos - heardAt > SILENT_NANOS);
        if (report.state() == State.LIVE) {
            lines.put(report.line(), nowNanos);
        } else {
            lines.remove(report.line());
        }
    }

    boolean isLive(String exchange, long nowNanos) {
        return liveSince.getOrDefault(exchange, Map.of()).values().stream()
                .anyMatch(heardAt -> nowNanos - heardAt <= SILENT_NANOS);
    }
}
