package io.tickcast.net;

import io.tickcast.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The threads that write and compress long answers, which take milliseconds, and the bound of what waits for them. They
 * are not Vert.x' own workers, which read keys, certificates and files. Thread-safe.
 */
public final class LongAnswers {
    public static final int THREADS = 2;
    /** Limit of all answers under way: some tenths of a second's work, where each has thousands of prices. */
    public static final int MOST = 64;

    private final WorkerExecutor workers;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final Meters meters = new Meters();

    public LongAnswers(Vertx vertx) {
        workers = vertx.createSharedWorkerExecutor("tickcast-long-answers", THREADS);
        meters.gauge("waiting", "tickcast_long_answers_waiting", waiting::get)
                .help("Long answers that are being written or compressed, or wait for it");
        meters.gauge("max", "tickcast_long_answers_max", () -> MOST).help("Limit of long answers that wait");
        meters.counter("refused", "tickcast_long_answers_refused", refused::sum)
                .help("Long answers that were not compressed, or got 503, because too many waited");
    }

    /** @return empty, and counted, when {@value #MOST} are under way */
    public <T> Optional<Future<T>> tryRun(Callable<T> work) {
        if (waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            refused.increment();
            return Optional.empty();
        }
        return Optional.of(run(work).onComplete(done -> waiting.decrementAndGet()));
    }

    /** Runs work of which the caller has one at a time. */
    public <T> Future<T> run(Callable<T> work) {
        return workers.executeBlocking(work, false);
    }

    public Meters meters() {
        return meters;
    }
}
