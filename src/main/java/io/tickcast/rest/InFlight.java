package io.tickcast.rest;

import java.util.EnumMap;
import java.util.Map;

/** The requests that wait for their answers, and the places for them. Not thread-safe. */
final class InFlight {
    private static final int MAX = 4;
    /** The others need not wait for an answer to a request for history. */
    static final int MAX_HISTORY = MAX - 1;
    /** After an outage each symbol needs an answer before its newer prices have waited too long. */
    static final int MAX_TRADES = 32;
    /** Beside the node's own requests, so that neither wait for answers to the others. */
    static final int MAX_CLIENTS = 8;

    private final Map<Priority, Integer> counts = new EnumMap<>(Priority.class);

    boolean hasRoom(Priority priority) {
        int ofTheNode = all() - of(Priority.CLIENTS);
        return switch (priority) {
            case TRADES -> ofTheNode < MAX_TRADES;
            case HISTORY -> ofTheNode < MAX && of(priority) < MAX_HISTORY;
            case CLIENTS -> of(priority) < MAX_CLIENTS;
            default -> ofTheNode < MAX;
        };
    }

    private int of(Priority priority) {
        return counts.getOrDefault(priority, 0);
    }

    private int all() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    void add(Priority priority) {
        counts.merge(priority, 1, Integer::sum);
    }

    void remove(Priority priority) {
        counts.merge(priority, -1, Integer::sum);
    }

    boolean isEmpty() {
        return all() == 0;
    }
}
