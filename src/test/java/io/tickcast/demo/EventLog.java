package io.tickcast.demo;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** All events of a kind so far, and a way to wait for those to come. Thread-safe. */
public final class EventLog<T> {
    private final List<T> events = new ArrayList<>();
    private final Watch<Integer> count = new Watch<>(0);
    private int handedOut;

    void add(T event) {
        synchronized (events) {
            events.add(event);
        }
        count.update(before -> before + 1);
    }

    public List<T> all() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    public int count() {
        return count.value();
    }

    /** Each event once and in order: the first that {@code next} has not handed out, as soon as there is one. */
    public Future<T> next() {
        int index;
        synchronized (this) {
            index = handedOut++;
        }
        return reached(index + 1).map(all -> all.get(index));
    }

    /** All events, as soon as there are this many. */
    public Future<List<T>> reached(int least) {
        return count.until(now -> now >= least).map(now -> all());
    }

    /** The first event that satisfies the condition, past or to come. */
    public Future<T> first(Predicate<T> condition) {
        return firstAfter(0, condition);
    }

    /** The same without the first {@code skipped} events. */
    public Future<T> firstAfter(int skipped, Predicate<T> condition) {
        return count.until(now -> all().stream().skip(skipped).anyMatch(condition))
                .map(now -> all().stream()
                        .skip(skipped)
                        .filter(condition)
                        .findFirst()
                        .orElseThrow());
    }
}
