package io.tickcast.relay;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The limit of streams that the clients of a node want, each counted once. Thread-safe. */
final class StreamAllowance {
    private final int max;
    /** Number of event loops that want a stream. */
    private final Map<RelayStream, Integer> loops = new HashMap<>();

    StreamAllowance(int max) {
        this.max = max;
    }

    /**
     * Takes all of these for an event loop that has none of them, or none.
     *
     * @param room for those that this node does not have yet
     */
    synchronized boolean take(Collection<RelayStream> streams, StreamRoom room) {
        Set<RelayStream> others = new HashSet<>(streams);
        others.removeAll(loops.keySet());
        if (!others.stream().allMatch(room::has) || loops.size() + others.size() > max) {
            return false;
        }
        streams.forEach(stream -> loops.merge(stream, 1, Integer::sum));
        return true;
    }

    synchronized void release(Collection<RelayStream> streams) {
        streams.forEach(stream -> loops.computeIfPresent(stream, (same, count) -> count == 1 ? null : count - 1));
    }

    int max() {
        return max;
    }

    synchronized int taken() {
        return loops.size();
    }
}
