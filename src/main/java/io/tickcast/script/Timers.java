package io.tickcast.script;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/**
 * The timers of one file. They fall due when the watch looks: an event loop would have to be told of each one that is
 * made or ended, and a file may make and end them without pause. Thread-safe.
 */
final class Timers {
    static final int MAX = 100;
    static final long LEAST_MILLIS = 10;
    static final long MOST_MILLIS = Duration.ofDays(1).toMillis();

    private final Map<Integer, Beat> beats = new ConcurrentHashMap<>();
    private int made;

    private static final class Beat {
        final long every;
        /** The watch's. */
        long next;

        Beat(long every, long now) {
            this.every = every;
            next = now + every;
        }
    }

    /**
     * @param now ns
     * @return its number
     * @throws IllegalArgumentException when there are too many, or for a wrong time
     */
    synchronized int add(long millis, long now) {
        if (millis < LEAST_MILLIS || millis > MOST_MILLIS) {
            throw new IllegalArgumentException(
                    "timer.every takes " + LEAST_MILLIS + " to " + MOST_MILLIS + " ms, not " + millis);
        }
        if (beats.size() >= MAX) {
            throw new IllegalArgumentException("timer.every: a file may have " + MAX + " timers");
        }
        int number = ++made;
        beats.put(number, new Beat(Duration.ofMillis(millis).toNanos(), now));
        return number;
    }

    boolean has(int number) {
        return beats.containsKey(number);
    }

    void end(int number) {
        beats.remove(number);
    }

    void endAll() {
        beats.clear();
    }

    /** Names those that are due; one that was due more than once since the last look is named once. On one thread. */
    void due(long now, IntConsumer each) {
        beats.forEach((number, beat) -> {
            long late = now - beat.next;
            if (late >= 0) {
                beat.next += beat.every * (1 + late / beat.every);
                each.accept(number);
            }
        });
    }
}
