package io.tickcast.alert.store;

import io.tickcast.config.Settings;
import io.tickcast.log.OutageLog;
import io.tickcast.storage.Database;
import io.tickcast.storage.SqliteFile.DriveTypes;
import io.tickcast.storage.StoreFault;
import io.tickcast.storage.StoreFault.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database as alerts use it: one transaction after the other, on a thread of its own. It is opened with the first
 * one, so a node without alerts makes no file. Thread-safe; each result comes on the context of the caller.
 */
final class AlertDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(AlertDatabase.class);
    private static final int MOST_WAITING = 1_000;

    private final Vertx vertx;
    private final Settings.Storage settings;
    private final ThreadPoolExecutor thread;
    private final OutageLog<Kind> log = new OutageLog<>(LOG);
    /** Belongs to the thread. */
    private @Nullable Database database;

    private boolean suspect;
    private volatile String fault = "";

    /** The statements of a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    AlertDatabase(Vertx vertx, Settings.Storage settings) {
        this.vertx = vertx;
        this.settings = settings;
        thread = new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
            Thread created = new Thread(work, "alert-store");
            created.setDaemon(true);
            return created;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Whether there may be something in it: a file that is not there has nothing. */
    boolean exists() {
        return settings.url().file().map(Files::exists).orElse(true);
    }

    /** The reason that the last transaction failed; empty when it did not. */
    Optional<String> fault() {
        return fault.isEmpty() ? Optional.empty() : Optional.of(fault);
    }

    /** @return fails with an {@link AlertStoreException} that says why, in words */
    <T> Future<T> transaction(Work<T> work) {
        return submit(open -> writing(open, work));
    }

    /** The same without the lock of writers, for queries that see one state. */
    <T> Future<T> read(Work<T> work) {
        return submit(open -> reading(open, work));
    }

    /** Work with an open database. */
    @FunctionalInterface
    private interface Use<T> {
        T of(Database open) throws SQLException;
    }

    private <T> Future<T> submit(Use<T> work) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> done = Promise.promise();
        try {
            thread.execute(() -> {
                Future<T> result = run(work);
                tell(caller, () -> result.onComplete(done));
            });
        } catch (RejectedExecutionException e) {
            done.fail(new AlertStoreException(
                    thread.isShutdown()
                            ? "the store of alerts is closed"
                            : "too many changes of alerts wait for the database",
                    false));
        }
        return done.future();
    }

    private static void tell(Context context, Runnable call) {
        try {
            context.runOnContext(v -> call.run());
        } catch (RejectedExecutionException e) {
            LOG.debug("Vert.x has ended before an answer of the database", e);
        }
    }

    private <T> Future<T> run(Use<T> work) {
        try {
            T result = work.of(opened());
            fault = "";
            log.up("Alerts are kept in " + settings.url().shown());
            return Future.succeededFuture(result);
        } catch (SQLException | IOException | RuntimeException | LinkageError e) {
            return Future.failedFuture(failed(e));
        }
    }

    private Database opened() throws SQLException, IOException {
        Database open = database;
        if (open == null || open.isMoved()) {
            close(open);
            open = Database.open(settings, DriveTypes.SYSTEM, suspect);
            suspect = false;
            database = open;
        }
        return open;
    }

    private static <T> T reading(Database open, Work<T> work) throws SQLException {
        try (Connection connection = open.reader()) {
            connection.setAutoCommit(false);
            try {
                return work.in(connection);
            } finally {
                connection.rollback();
            }
        }
    }

    private static <T> T writing(Database open, Work<T> work) throws SQLException {
        Connection connection = open.writer();
        connection.setAutoCommit(false);
        try {
            T result = work.in(connection);
            // Commits, too: a commit of SQLite's driver would begin the next transaction, which may find it locked.
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException | RuntimeException e) {
            rollback(connection);
            throw e;
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.debug("A transaction could not be rolled back", e);
        }
    }

    private AlertStoreException failed(Throwable failure) {
        StoreFault found = StoreFault.of(failure, settings);
        fault = found.text();
        log.down(found.kind(), "Alerts cannot be stored: " + found.text(), System.nanoTime());
        Database open = database;
        if (StoreFault.needsOpening(found.kind())) {
            suspect = found.kind() == Kind.CORRUPT;
            close(open);
        } else if (open != null) {
            open.dropWriter();
        }
        return new AlertStoreException(found.text(), found.kind() == Kind.DATA);
    }

    private void close(@Nullable Database open) {
        database = null;
        if (open != null) {
            open.close();
        }
    }

    /** Ends it after what waits, which a database that is away fails. */
    Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        try {
            thread.execute(() -> {
                close(database);
                closed.complete();
            });
        } catch (RejectedExecutionException e) {
            closed.complete();
        }
        thread.shutdown();
        return closed.future();
    }
}
