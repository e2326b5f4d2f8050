package io.tickcast.replication;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Times at which the nodes that hold a line last reported. Thread-safe. */
final class LineReports {
    static final Duration REMEMBERED = Duration.ofSeconds(60);

    /** A clock may be set back, or another node's be taken over: from here on an older time is a new report. */
    private static final long STEP_MICROS = Duration.ofSeconds(10).toNanos() / 1_000;

    private final Map<String, Heard> reports = new ConcurrentHashMap<>();

    private record Heard(long at, long time) {}

    /**
     * Each event loop hears each report; the first one counts, since one that lags behind would hide a silence.
     *
     * @param time time at which it was sent, in µs; 0 when it does not say
     */
    void heard(String holder, long time, long nowNanos) {
        reports.compute(
                holder, (line, last) -> last == null || isNew(time, last.time) ? new Heard(nowNanos, time) : last);
        reports.values().removeIf(report -> nowNanos - report.at > REMEMBERED.toNanos());
    }

    private static boolean isNew(long time, long last) {
        return time == 0 || time > last || last - time > STEP_MICROS;
    }

    /** Holders of the lines that have reported within this time. */
    List<String> reporting(Duration within, long nowNanos) {
        return reports.entrySet().stream()
                .filter(report -> nowNanos - report.getValue().at <= within.toNanos())
                .map(Map.Entry::getKey)
                .toList();
    }
}
