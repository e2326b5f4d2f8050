package io.tickcast.access;

import io.tickcast.metrics.Meters;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that count now. They are read at the start, when they are no longer fresh, and when a token may be signed
 * with a newer one; what was read last stays when that fails. Thread-safe.
 */
final class VerificationKeys {
    private static final Logger LOG = LoggerFactory.getLogger(VerificationKeys.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    /** A token that names no key makes this many be tried. */
    private static final int TRIED = 10;

    private final Vertx vertx;
    private final Context context;
    private final KeySource source;
    private final Duration leastGap;
    private final Meters meters = new Meters();
    private volatile @Nullable List<VerifyingKey> keys;
    private @Nullable Future<Void> reading;
    private long lastRead;
    private long timer = -1;
    private int failures;
    private long reads;
    private long failedReads;
    private long readsForTokens;

    /**
     * Reads on the context that it is made on.
     *
     * @param leastGap between two readings that tokens ask for: anyone can send one with a key that is not known
     */
    VerificationKeys(Vertx vertx, KeySource source, Duration leastGap) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.source = source;
        this.leastGap = leastGap;
        meters.gauge("keys", "tickcast_token_keys", () -> keys().size()).help("Keys for tokens");
        meters.counter("reads", "tickcast_token_key_reads", this::reads).help("Attempts to read the keys for tokens");
        meters.counter("failed_reads", "tickcast_token_key_failed_reads", this::failedReads)
                .help("Failed attempts to read the keys for tokens");
        meters.counter("reads_for_tokens", "tickcast_token_key_reads_for_tokens", this::readsForTokens)
                .help("Attempts to read the keys because a token may be signed with a newer one");
    }

    /** Reads them, and from then on again and again. Fails when that failed, and goes on nevertheless. */
    synchronized Future<Void> read() {
        if (reading != null) {
            return reading;
        }
        lastRead = System.nanoTime();
        reads++;
        Promise<Void> done = Promise.promise();
        reading = done.future();
        // Completes even if the source throws: otherwise the next caller would wait for it forever.
        context.runOnContext(v -> Future.<KeySource.Read>future(
                        read -> source.read().onComplete(read))
                .onComplete(read -> {
                    Duration next = read.succeeded() ? taken(read.result()) : failed(read.cause());
                    later(next);
                    if (read.succeeded()) {
                        done.complete();
                    } else {
                        done.fail(read.cause());
                    }
                }));
        return done.future();
    }

    private synchronized Duration taken(KeySource.Read read) {
        if (failures > 0) {
            LOG.info("The keys of tokens can be read again from {}", source.name());
        }
        failures = 0;
        keys = read.keys();
        return read.freshFor();
    }

    private synchronized Duration failed(Throwable cause) {
        failedReads++;
        if (failures++ == 0) {
            LOG.warn(
                    "The keys of tokens cannot be read from {}: {}; {}",
                    source.name(),
                    cause.getMessage(),
                    keys != null ? "the keys read before stay in use" : "until then, requests with a token get 503");
        }
        Duration longest = FIRST_WAIT.multipliedBy(1L << Math.min(failures - 1, 6));
        longest = longest.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longest;
        // At random, so that the nodes of a cluster do not all come at once.
        return longest.dividedBy(2).plusMillis(ThreadLocalRandom.current().nextLong(longest.toMillis() / 2 + 1));
    }

    private synchronized void later(Duration next) {
        reading = null;
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(next.toMillis(), fired -> read());
    }

    /** Whether none were ever read. */
    boolean isEmpty() {
        return keys == null;
    }

    private List<VerifyingKey> keys() {
        return Objects.requireNonNullElse(keys, List.of());
    }

    /** The keys that this token may have been signed with. */
    List<VerifyingKey> fitting(ParsedToken token) {
        return keys().stream().filter(key -> key.fits(token)).limit(TRIED).toList();
    }

    /** Reads them for a token that none of them is for, unless that was just done. Succeeds in any case. */
    synchronized Future<Void> renew() {
        if (reading == null && System.nanoTime() - lastRead < leastGap.toNanos()) {
            return Future.succeededFuture();
        }
        if (reading == null) {
            readsForTokens++;
        }
        return read().otherwiseEmpty();
    }

    /** The meters of the keys. */
    Meters meters() {
        return meters;
    }

    private synchronized long reads() {
        return reads;
    }

    private synchronized long failedReads() {
        return failedReads;
    }

    private synchronized long readsForTokens() {
        return readsForTokens;
    }
}
