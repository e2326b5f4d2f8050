package io.tickcast.testing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what will come, on the test's thread. The limit is only there so that a broken test ends. */
public final class Await {
    /** Longer than a busy machine takes for anything; what waits for what must not come has limits of its own. */
    public static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(5).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private Await() {}

    public static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("failed", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("gave up waiting", e);
        }
    }

    /** Asks this on a context, such as the event loop that what is asked for belongs to. */
    public static <T> T on(Context context, Callable<T> question) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(v -> {
            try {
                answer.complete(question.call());
            } catch (Exception | AssertionError e) {
                answer.fail(e);
            }
        });
        return result(answer.future());
    }

    /**
     * Polls for a condition that no event announces; the less often, the longer it takes, since a look may cost a
     * request and tests run beside each other.
     */
    public static void until(String what, BooleanSupplier isThere) {
        long begin = System.nanoTime();
        while (!isThere.getAsBoolean()) {
            long waited = System.nanoTime() - begin;
            if (waited > PATIENCE.toNanos()) {
                throw new AssertionError("gave up waiting until " + what);
            }
            LockSupport.parkNanos(Math.min(LONGEST_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, waited / 10)));
        }
    }
}
