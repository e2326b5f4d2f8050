package io.tickcast.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The messages at an address of the event bus, for a test to wait on. Thread-safe. */
public final class Heard<T> {
    private final List<T> all = new ArrayList<>();
    private int passed;

    public synchronized void add(T one) {
        all.add(one);
        notifyAll();
    }

    public synchronized List<T> all() {
        return List.copyOf(all);
    }

    /** The next one that satisfies the condition, past or to come; those before it are passed over. */
    public synchronized T next(Predicate<T> wanted) {
        long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
        while (true) {
            while (passed < all.size()) {
                T one = all.get(passed++);
                if (wanted.test(one)) {
                    return one;
                }
            }
            await(deadline);
        }
    }

    /** All, as soon as there are this many. */
    public synchronized List<T> reached(int count) {
        long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
        while (all.size() < count) {
            await(deadline);
        }
        return all();
    }

    // Each caller is the loop.
    @SuppressWarnings("WaitNotInLoop")
    private void await(long deadline) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new AssertionError("did not come; of " + all.size() + " the last: "
                    + all.subList(Math.max(0, all.size() - 3), all.size()));
        }
        try {
            wait(left);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
