package io.tickcast.access;

import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.shareddata.Shareable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may read: one for all event loops of a node. Thread-safe; each gets its answers on its own context. */
public final class Access implements Shareable {
  private static final Logger LOG = LoggerFactory.getLogger(Access.class);
  private static final String SHARED = "io.tickcast.access";
  private static final Duration LEAST_GAP = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int THREADS = 2;
  /** Of tokens that are being checked or wait for it: about a second's work. */
  private static final int MOST_WAITING = 2_000;

  private final Vertx vertx;
  private final Settings.Jwt settings;
  private final Clock clock;
  private final KeyRing keys;
  private final Claims claims;
  private final Tickets tickets;
  private final WorkerExecutor checkers;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Future<Void> ready;

  private Access(Vertx vertx, Settings.Jwt settings, Clock clock) {
    this.vertx = vertx;
    this.settings = settings;
    this.clock = clock;
    claims = new Claims(settings);
    tickets = new Tickets(vertx, clock);
    // A signature takes up to a ms: too long for a loop that has prices to bring, when many come at once.
    checkers = vertx.createSharedWorkerExecutor("tickcast-access", THREADS);
    keys = new KeyRing(vertx, source(vertx, settings), LEAST_GAP);
    Future<Void> read = keys.read();
    // A URL may not answer yet; a file that is wrong will not be right by itself.
    ready = settings.keyFile().isPresent() ? read : Future.succeededFuture();
  }

  private static KeySource source(Vertx vertx, Settings.Jwt settings) {
    if (settings.keyFile().isPresent()) {
      return new KeyFile(vertx, settings.keyFile().get());
    }
    if (settings.jwks().orElseThrow().getScheme().equals("http")) {
      LOG.warn("auth.jwt.jwks is no https:// URL: who sits between this node and the issuer can forge every token");
    }
    return new KeyUrl(vertx, settings.jwks().orElseThrow(), PATIENCE);
  }

  /**
   * The one of this node, made by whoever asks first.
   *
   * @param settings enabled
   * @return fails with a {@link SettingsException} when the file of keys is of no use
   */
  public static Future<Access> of(Vertx vertx, Settings.Jwt settings) {
    Access access = vertx.sharedData().<String, Access>getLocalMap(SHARED)
        .computeIfAbsent(SHARED, name -> new Access(vertx, settings, Clock.systemUTC()));
    return access.here(access.ready).map(access);
  }

  /** @throws SettingsException when the file of keys is of no use */
  public static void check(Settings.Jwt settings) {
    if (settings.enabled()) {
      settings.keyFile().ifPresent(KeyFile::keys);
    }
  }

  /** What this token lets its bearer read; fails with a {@link Refusal}. */
  public Future<Grant> byToken(String text) {
    Token token;
    try {
      token = Token.parse(text);
    } catch (Refusal refusal) {
      return Future.failedFuture(refusal);
    }
    if (!settings.algorithms().contains(token.algorithm().label())) {
      return Future.failedFuture(Refusal.invalid("the token is signed in a way that is not allowed here"));
    }
    return here(keys.of(token).compose(candidates -> check(token, candidates)));
  }

  private Future<Grant> check(Token token, List<VerifyingKey> candidates) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return Future.failedFuture(Refusal.unavailable("more tokens wait to be checked than this node can"));
    }
    return checkers.executeBlocking(() -> {
      if (candidates.stream().noneMatch(
          key -> token.algorithm().verifies(key.key(), token.signed(), token.signature()))) {
        throw Refusal.invalid("the token's signature is wrong");
      }
      return claims.check(token.claims(), clock.instant());
    }, false).onComplete(checked -> waiting.decrementAndGet());
  }

  /** What this ticket lets whoever has it read, this once; fails with a {@link Refusal}. */
  public Future<Grant> byTicket(String ticket) {
    return here(tickets.spend(ticket));
  }

  /** A ticket for this grant; fails with a {@link Refusal}. */
  public Future<String> ticket(Grant grant) {
    return here(tickets.issue(grant));
  }

  private <T> Future<T> here(Future<T> future) {
    Context caller = vertx.getOrCreateContext();
    Promise<T> here = Promise.promise();
    future.onComplete((result, cause) -> caller.runOnContext(v -> here.complete(result, cause)));
    return here.future();
  }

  /** How long a ticket can be used. */
  public Duration ticketLife() {
    return Tickets.LIFE;
  }
}
