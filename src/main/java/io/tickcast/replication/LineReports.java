package io.tickcast.replication;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When the nodes that hold a line last reported. Thread-safe. */
final class LineReports {
    static final Duration REMEMBERED = Duration.ofSeconds(60);

    private final Map<String, Long> heardAt = new ConcurrentHashMap<>();

    void heard(String holder, long nowNanos) {
        heardAt.put(holder, nowNanos);
        heardAt.values().removeIf(at -> nowNanos - at > REMEMBERED.toNanos());
    }

    /** Holders of the lines that have reported within this time. */
    List<String> reporting(Duration within, long nowNanos) {
        return heardAt.entrySet().stream()
                .filter(report -> nowNanos - report.getValue() <= within.toNanos())
                .map(Map.Entry::getKey)
                .toList();
    }
}
