package io.tickcast.history.store;

import io.tickcast.config.Settings;
import io.tickcast.storage.Database;
import io.tickcast.storage.StoreFault;
import io.tickcast.storage.StoreFault.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to the database, on threads of their own. Those beyond a bound are refused; each is answered on the context
 * of its caller. Thread-safe.
 */
final class StoreQueries {
    private static final Logger LOG = LoggerFactory.getLogger(StoreQueries.class);
    private static final int MOST_WAITING = 256;
    private static final long IDLE_SECONDS = 30;
    private static final int WORKERS = 2;

    private final Vertx vertx;
    private final Settings.Storage settings;
    private final StoreCounts counts;
    private final Supplier<Optional<CandleDatabase>> database;
    private final Supplier<StoreState> state;
    private final Runnable onDamage;
    private final ThreadPoolExecutor threads;
    /** Of their own: what is in memory must not wait for a database that is slow. */
    private final ThreadPoolExecutor workers;

    /** A question to the database, within a transaction that sees one state of it. */
    @FunctionalInterface
    interface Query<T> {
        T ask(Connection connection, SeriesIds ids) throws SQLException;
    }

    /** @param onDamage called when the file is found damaged */
    StoreQueries(
            Vertx vertx,
            Settings.Storage settings,
            StoreCounts counts,
            Supplier<Optional<CandleDatabase>> database,
            Supplier<StoreState> state,
            Runnable onDamage) {
        this.vertx = vertx;
        this.settings = settings;
        this.counts = counts;
        this.database = database;
        this.state = state;
        this.onDamage = onDamage;
        threads = executor("storage-reader-", Database.READERS);
        workers = executor("storage-page-", WORKERS);
    }

    private static ThreadPoolExecutor executor(String name, int size) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                size, size, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** A question on its way. */
    private final class Question<T> implements Runnable {
        private final Query<T> query;
        private final CompletableFuture<T> answer = new CompletableFuture<>();

        Question(Query<T> query) {
            this.query = query;
        }

        @Override
        public void run() {
            try {
                answer.complete(StoreQueries.this.ask(query));
            } catch (StoreException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }
    }

    <T> Future<T> query(Query<T> query) {
        return toCaller(begin(query));
    }

    /** The same, completed on the thread that asked the database; a refusal, on the caller's. */
    <T> CompletableFuture<T> begin(Query<T> query) {
        Question<T> question = new Question<>(query);
        try {
            threads.execute(question);
        } catch (RejectedExecutionException e) {
            question.answer.completeExceptionally(e);
        }
        return question.answer;
    }

    /** Makes one of two results, by work that takes milliseconds. */
    <T, U, R> Future<R> work(CompletionStage<T> one, CompletionStage<U> other, BiFunction<T, U, R> work) {
        return toCaller(one.thenCombineAsync(other, work, workers));
    }

    private <T> Future<T> toCaller(CompletionStage<T> answer) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        answer.whenComplete((value, failure) -> tell(caller, () -> {
            if (failure == null) {
                promise.complete(value);
            } else {
                promise.fail(cause(failure));
            }
        }));
        return promise.future();
    }

    private Throwable cause(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RejectedExecutionException) {
            counts.refusedReads.increment();
            return threads.isShutdown() ? closed() : new StoreException("too many questions wait for the database");
        }
        return cause;
    }

    private static StoreException closed() {
        return new StoreException("the store of candles is closed");
    }

    private <T> T ask(Query<T> query) throws StoreException {
        CandleDatabase open = database.get()
                .orElseThrow(() ->
                        new StoreException(state.get().lastError().orElse("the database of candles is not open yet")));
        try (Connection connection = open.database().reader()) {
            connection.setAutoCommit(false);
            try {
                return query.ask(connection, open.ids());
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            StoreFault fault = StoreFault.of(e, settings);
            counts.faults(fault.kind()).increment();
            if (fault.kind() == Kind.CORRUPT) {
                onDamage.run();
            }
            throw new StoreException(fault.text());
        }
    }

    /** Fails the questions that wait. */
    void close() {
        threads.shutdownNow().forEach(waiting -> {
            if (waiting instanceof Question<?> question) {
                question.answer.completeExceptionally(closed());
            }
        });
        // It is short and needs no database.
        workers.shutdownNow().forEach(Runnable::run);
    }

    /** Calls this on a context, unless Vert.x has ended: then nobody waits for it any more. */
    static void tell(Context context, Runnable call) {
        try {
            context.runOnContext(ignored -> call.run());
        } catch (RejectedExecutionException e) {
            LOG.debug("Vert.x has ended before an answer of the database", e);
        }
    }
}
