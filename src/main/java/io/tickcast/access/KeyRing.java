package io.tickcast.access;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that count now. They are read at the start, when they are no longer fresh, and when a token names one that
 * is not known, since it may be new; what was read last stays when that fails. Thread-safe.
 */
final class KeyRing {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  /** A token that names no key makes this many be tried. */
  private static final int TRIED = 10;

  private final Vertx vertx;
  private final Context context;
  private final KeySource source;
  private final Duration leastGap;
  private volatile Optional<List<VerifyingKey>> keys = Optional.empty();
  private Optional<Future<Void>> reading = Optional.empty();
  private long lastRead;
  private long timer = -1;
  private int failures;

  /**
   * Reads on the context that it is made on.
   *
   * @param leastGap between two readings that tokens ask for: anyone can send one with a key that is not known
   */
  KeyRing(Vertx vertx, KeySource source, Duration leastGap) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.source = source;
    this.leastGap = leastGap;
  }

  /** Reads them, and from then on again and again. Fails when that failed, and goes on nevertheless. */
  synchronized Future<Void> read() {
    if (reading.isPresent()) {
      return reading.get();
    }
    lastRead = System.nanoTime();
    Promise<Void> done = Promise.promise();
    reading = Optional.of(done.future());
    // Also when it throws: the next one would wait for it for ever.
    context.runOnContext(v -> Future.<KeySource.Read>future(read -> source.read().onComplete(read)).onComplete(read -> {
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
    keys = Optional.of(read.keys());
    return read.freshFor();
  }

  private synchronized Duration failed(Throwable cause) {
    if (failures++ == 0) {
      LOG.warn("The keys of tokens cannot be read from {}: {}; {}", source.name(), cause.getMessage(),
          keys.isPresent() ? "those read before stay" : "until they can, whoever needs a token gets a 503");
    }
    Duration longest = FIRST_WAIT.multipliedBy(1L << Math.min(failures - 1, 6));
    longest = longest.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longest;
    // At random, so that the nodes of a cluster do not all come at once.
    return longest.dividedBy(2).plusMillis(ThreadLocalRandom.current().nextLong(longest.toMillis() / 2 + 1));
  }

  private synchronized void later(Duration next) {
    reading = Optional.empty();
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(next.toMillis(), fired -> read());
  }

  /**
   * Those that this token may have been signed with; never none.
   *
   * @return fails with a {@link Refusal}
   */
  Future<List<VerifyingKey>> of(Token token) {
    List<VerifyingKey> known = fitting(token);
    if (!known.isEmpty()) {
      return Future.succeededFuture(known);
    }
    if (keys.isEmpty()) {
      return Future.failedFuture(Refusal.unavailable("the keys that tokens are checked with are not here yet"));
    }
    return (mayBeNew(token) ? read() : Future.succeededFuture()).transform(read -> {
      List<VerifyingKey> now = fitting(token);
      return now.isEmpty()
          ? Future.failedFuture(Refusal.invalid("the token is signed with a key that is not known here"))
          : Future.succeededFuture(now);
    });
  }

  private List<VerifyingKey> fitting(Token token) {
    return keys.orElse(List.of()).stream().filter(key -> key.fits(token)).limit(TRIED).toList();
  }

  private synchronized boolean mayBeNew(Token token) {
    return token.keyId().isPresent()
        && (reading.isPresent() || System.nanoTime() - lastRead >= leastGap.toNanos());
  }
}
