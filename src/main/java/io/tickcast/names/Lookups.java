package io.tickcast.names;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Look-ups by the resolver of the system, which blocks its caller: on a few threads of their own, one look-up a name at
 * a time, so that a name whose server is silent takes one thread and no more. Thread-safe.
 */
final class Lookups {
    private static final int QUEUE = 256;
    private static final int MAX_ADDRESSES = 8;
    /** Longer than the 5 s after which the system gives up a silent server and asks the next. */
    private static final long LIMIT_SECONDS = 12;

    /** The name service of the operating system; blocks. */
    interface NameService {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final NameService names;
    private final long limitMillis;
    private final Map<String, CompletableFuture<List<InetAddress>>> underWay = new ConcurrentHashMap<>();
    private final LongAdder asked = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final ThreadPoolExecutor pool;

    /**
     * @param name    of the threads
     * @param threads look-ups at once
     */
    Lookups(String name, int threads, NameService names) {
        this(name, threads, names, TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    }

    Lookups(String name, int threads, NameService names, long limitMillis) {
        this.names = names;
        this.limitMillis = limitMillis;
        pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** The addresses of a host in the order of the system, never none; fails with an {@link UnknownHostException}. */
    CompletableFuture<List<InetAddress>> of(String host) {
        asked.increment();
        return shared(host).orTimeout(limitMillis, TimeUnit.MILLISECONDS).handle((addresses, cause) -> {
            if (cause != null) {
                failed.increment();
                throw new CompletionException(worded(host, cause));
            }
            return addresses;
        });
    }

    /** A copy, so that one caller's time limit ends no other's. */
    private CompletableFuture<List<InetAddress>> shared(String host) {
        CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
        CompletableFuture<List<InetAddress>> first = underWay.putIfAbsent(host, mine);
        if (first != null) {
            return first.copy();
        }
        try {
            pool.execute(() -> lookUp(host, mine));
        } catch (RejectedExecutionException e) {
            underWay.remove(host, mine);
            mine.completeExceptionally(
                    new UnknownHostException(host + ": " + QUEUE + " other names are being looked up"));
        } catch (Throwable e) {
            // As without memory for a thread: a name that stayed here would never be looked up again.
            underWay.remove(host, mine);
            mine.completeExceptionally(e);
        }
        return mine.copy();
    }

    private void lookUp(String host, CompletableFuture<List<InetAddress>> result) {
        try {
            InetAddress[] found = names.addresses(host);
            // Before it completes, so that later callers start a new lookup.
            underWay.remove(host, result);
            result.complete(List.of(found).subList(0, Math.min(MAX_ADDRESSES, found.length)));
        } catch (Throwable e) {
            // Errors as well: a name that stayed here would never be looked up again.
            underWay.remove(host, result);
            result.completeExceptionally(e);
        }
    }

    private UnknownHostException worded(String host, Throwable cause) {
        Throwable real = cause instanceof CompletionException ? cause.getCause() : cause;
        if (real instanceof UnknownHostException unknown) {
            return unknown;
        }
        UnknownHostException worded = new UnknownHostException(
                real instanceof TimeoutException
                        ? host + ": its look-up took longer than " + limitMillis + " ms"
                        : host + ": " + real);
        worded.initCause(real);
        return worded;
    }

    long asked() {
        return asked.sum();
    }

    long failed() {
        return failed.sum();
    }

    /** Names that are being looked up now. */
    int waiting() {
        return underWay.size();
    }
}
