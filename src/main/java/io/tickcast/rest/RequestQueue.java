package io.tickcast.rest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The requests that wait, at most this many of each priority. Not thread-safe. */
final class RequestQueue {
    static final int MAX_OF_A_PRIORITY = 1_000;

    private final Map<Priority, Deque<PendingRequest<?>>> waiting = new EnumMap<>(Priority.class);

    RequestQueue() {
        for (Priority priority : Priority.values()) {
            waiting.put(priority, new ArrayDeque<>());
        }
    }

    private Deque<PendingRequest<?>> of(PendingRequest<?> request) {
        return waiting.getOrDefault(request.request().priority(), new ArrayDeque<>());
    }

    /** @return whether there was room for it */
    boolean add(PendingRequest<?> request) {
        return of(request).size() < MAX_OF_A_PRIORITY && of(request).add(request);
    }

    /** Puts a request back that was sent and has to wait once more. */
    void putBack(PendingRequest<?> request) {
        of(request).addFirst(request);
    }

    /** @param without priorities of which none may be sent now */
    Optional<PendingRequest<?>> first(Set<Priority> without) {
        return waiting.entrySet().stream()
                .filter(queue ->
                        !without.contains(queue.getKey()) && !queue.getValue().isEmpty())
                .findFirst()
                .map(queue -> queue.getValue().getFirst());
    }

    void remove(PendingRequest<?> request) {
        of(request).remove(request);
    }

    int size() {
        return waiting.values().stream().mapToInt(Deque::size).sum();
    }

    /** Removes the requests that would have to wait beyond their time. */
    List<PendingRequest<?>> removeLate(long untilNanos) {
        List<PendingRequest<?>> late = new ArrayList<>();
        waiting.keySet().forEach(priority -> late.addAll(removeLate(priority, untilNanos)));
        return late;
    }

    /** The same of one priority. */
    List<PendingRequest<?>> removeLate(Priority priority, long untilNanos) {
        List<PendingRequest<?>> late = new ArrayList<>();
        Iterator<PendingRequest<?>> each =
                waiting.getOrDefault(priority, new ArrayDeque<>()).iterator();
        while (each.hasNext()) {
            PendingRequest<?> request = each.next();
            if (untilNanos - request.deadline() > 0) {
                each.remove();
                late.add(request);
            }
        }
        return late;
    }

    List<PendingRequest<?>> removeAll() {
        List<PendingRequest<?>> all = new ArrayList<>();
        waiting.values().forEach(queue -> {
            all.addAll(queue);
            queue.clear();
        });
        return all;
    }
}
