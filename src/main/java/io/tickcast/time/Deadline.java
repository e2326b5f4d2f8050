package io.tickcast.time;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Time limits of futures. */
public final class Deadline {
    private Deadline() {}

    /**
     * The future's result, or a {@link java.util.concurrent.TimeoutException} after the limit; both on the context. A
     * future without a context, such as a composition that begins with {@link Future#succeededFuture()}, would time out
     * on a thread of Netty's global executor, and everything after it would go on there.
     */
    public static <T> Future<T> within(Context context, Duration limit, Future<T> future) {
        Promise<T> promise = ((ContextInternal) context).promise();
        future.onComplete(promise);
        return promise.future().timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
