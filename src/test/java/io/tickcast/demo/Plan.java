package io.tickcast.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** The next actions: first the queued ones, each once, and then the default one. Thread-safe. */
public final class Plan<T> {
    private final Deque<T> queue = new ArrayDeque<>();
    private T standing;

    Plan(T standing) {
        this.standing = standing;
    }

    /** Queues these, each for one time. */
    @SafeVarargs
    public final synchronized Plan<T> next(T... each) {
        for (T one : each) {
            queue.addLast(one);
        }
        return this;
    }

    /** From now on this, once the queue is empty. */
    public synchronized Plan<T> always(T standing) {
        this.standing = standing;
        return this;
    }

    synchronized T take() {
        return queue.isEmpty() ? standing : queue.removeFirst();
    }
}
