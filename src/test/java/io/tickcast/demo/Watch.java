package io.tickcast.demo;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A value that others wait for to become what they want. Thread-safe. */
final class Watch<T> {
    private final List<Waiting<T>> waiting = new ArrayList<>();
    private T value;

    private record Waiting<T>(Predicate<T> condition, Promise<T> promise) {}

    Watch(T value) {
        this.value = value;
    }

    synchronized T value() {
        return value;
    }

    /** The value that first satisfies the condition: this one or a later one. */
    Future<T> until(Predicate<T> condition) {
        synchronized (this) {
            if (!condition.test(value)) {
                Promise<T> promise = Promise.promise();
                waiting.add(new Waiting<>(condition, promise));
                return promise.future();
            }
            return Future.succeededFuture(value);
        }
    }

    /** Takes another value and lets those go who waited for it. */
    void set(T next) {
        update(value -> next);
    }

    void update(UnaryOperator<T> change) {
        List<Runnable> satisfied = new ArrayList<>();
        synchronized (this) {
            T next = change.apply(value);
            value = next;
            waiting.removeIf(one -> {
                boolean now = one.condition().test(next);
                if (now) {
                    satisfied.add(() -> one.promise().complete(next));
                }
                return now;
            });
        }
        satisfied.forEach(Runnable::run);
    }
}
