package io.tickcast.history;

import io.tickcast.history.store.TimeRange;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Times that belong together, as ranges that do not touch each other. Not thread-safe. */
final class TimeRanges {
    /** End of each range by its start. */
    private final NavigableMap<Long, Long> ends = new TreeMap<>();

    private long length;

    boolean isEmpty() {
        return ends.isEmpty();
    }

    /** The length of all ranges together. */
    long length() {
        return length;
    }

    private void put(long start, long end) {
        ends.put(start, end);
        length += end - start;
    }

    private void drop(Map.Entry<Long, Long> range) {
        ends.remove(range.getKey());
        length -= range.getValue() - range.getKey();
    }

    void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long start = from;
        long end = to;
        Map.Entry<Long, Long> before = ends.floorEntry(to);
        // Those that it overlaps or touches become one with it, from the last on.
        while (before != null && before.getValue() >= from) {
            start = Math.min(start, before.getKey());
            end = Math.max(end, before.getValue());
            drop(before);
            before = ends.floorEntry(to);
        }
        put(start, end);
    }

    void remove(long from, long to) {
        if (from >= to) {
            return;
        }
        Map.Entry<Long, Long> before = ends.lowerEntry(to);
        while (before != null && before.getValue() > from) {
            long start = before.getKey();
            long end = before.getValue();
            drop(before);
            if (end > to) {
                put(to, end);
            }
            if (start < from) {
                put(start, from);
            }
            before = ends.lowerEntry(Math.min(to, Math.max(start, from)));
        }
    }

    boolean contains(long time) {
        Map.Entry<Long, Long> before = ends.floorEntry(time);
        return before != null && before.getValue() > time;
    }

    /** The newest range that begins before this time; none of it is later. */
    Optional<TimeRange> newestBefore(long time) {
        return Optional.ofNullable(ends.lowerEntry(time))
                .map(entry -> new TimeRange(entry.getKey(), Math.min(time, entry.getValue())));
    }

    /** All, oldest first. */
    List<TimeRange> all() {
        return ends.entrySet().stream()
                .map(entry -> new TimeRange(entry.getKey(), entry.getValue()))
                .toList();
    }
}
