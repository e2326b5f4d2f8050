package io.tickcast.script;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for work that nothing interrupts, such as a compiler. A node that ends does not wait for it. Vert.x' own
 * workers would report an error when their work ends after the close.
 */
final class Background {
    private static final int THREADS = 20;
    /** Limit of tasks that wait: two for each of the 1,000 files that a node may run. */
    private static final int MOST_WAITING = 2_000;

    private final Context loop;
    private final Executor threads;

    /** @param loop the event loop that the results come on */
    Background(Context loop) {
        this.loop = loop;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "verticle-compiler");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
    }

    /** Gives the result of the work on the event loop; none when the node has ended meanwhile. */
    <T> Future<T> run(Callable<T> work) {
        Promise<T> promise = Promise.promise();
        try {
            threads.execute(() -> tell(result(work), promise));
        } catch (RejectedExecutionException e) {
            return Future.failedFuture(new ScriptException("it cannot be prepared: the node is busy with "
                    + MOST_WAITING + " other preparations; change the file to try again"));
        }
        return promise.future();
    }

    private <T> void tell(Future<T> done, Promise<T> promise) {
        try {
            loop.runOnContext(v -> done.onComplete(promise));
        } catch (RejectedExecutionException e) {
            // Nobody waits for it any more.
        }
    }

    private static <T> Future<T> result(Callable<T> work) {
        try {
            return Future.succeededFuture(work.call());
        } catch (Throwable e) {
            return Future.failedFuture(e);
        }
    }
}
