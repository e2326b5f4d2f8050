package io.tickcast.feed;

import io.tickcast.config.Settings;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Micros;
import io.tickcast.market.Tick;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps one connection for a share of a feed's symbols, for ever: connects, notices death and silence, waits, moves on
 * to the next endpoint, and renews a connection before the exchange ends it, the new one open before the old is closed.
 */
final class Link {
  /** Binance's connections may live 24 h; not all of a feed's should be renewed in the same minute. */
  private static final double RENEWAL_JITTER = 0.05;

  private final Feed feed;
  private final Settings.Feed settings;
  private final List<String> symbols;
  private final Endpoints endpoints;
  private final Backoff backoff;
  private final SymbolWatch watch;

  private Optional<Connection> current = Optional.empty();
  private Optional<Handover> handover = Optional.empty();
  private boolean opening;
  private boolean renewalDue;
  private boolean stopped;
  private boolean hasNews;
  private long newsAt;

  Link(Feed feed, Settings.Feed settings, List<URI> bases, List<String> symbols) {
    this.feed = feed;
    this.settings = settings;
    this.symbols = List.copyOf(symbols);
    endpoints = new Endpoints(bases);
    backoff = new Backoff(settings.backoffMin(), settings.backoffMax(), ThreadLocalRandom.current());
    watch = new SymbolWatch(symbols, settings.firstFrame().toNanos());
  }

  void start() {
    open();
  }

  void stop() {
    stopped = true;
    current.ifPresent(Connection::retire);
    handover.ifPresent(overlap -> overlap.next().retire());
  }

  State state(long now) {
    if (!hasNews) {
      return State.DOWN;
    }
    return now - newsAt > settings.staleAfter().toNanos() ? State.STALE : State.LIVE;
  }

  String endpoint() {
    return current.map(Connection::endpoint).orElseGet(endpoints::current).toString();
  }

  Set<String> silent() {
    return watch.silent();
  }

  /** Looks for silence; called often. */
  void check(long now) {
    handover.filter(overlap -> now - overlap.next().openedAt() > settings.dataTimeout().toNanos())
        .ifPresent(this::overlapIsOver);
    current.ifPresent(connection -> {
      long since = Math.max(hasNews ? newsAt : connection.openedAt(), connection.openedAt());
      if (now - since > settings.dataTimeout().toNanos()) {
        connection.fail("open, but without news for " + settings.dataTimeout().toMillis() + " ms");
      } else if (state(now) == State.LIVE) {
        List<String> found = watch.check(now);
        if (!found.isEmpty()) {
          feed.silent(found);
        }
      }
    });
  }

  private void open() {
    if (stopped || opening) {
      return;
    }
    opening = true;
    long now = System.nanoTime();
    Endpoints.Choice choice = endpoints.choose(now);
    long wait = Math.max(choice.waitMillis(), feed.budget().delayMillis(now));
    if (wait > 0) {
      feed.vertx().setTimer(wait, timer -> {
        opening = false;
        open();
      });
      return;
    }
    feed.budget().spend(now);
    Protocol.Subscription subscription = feed.protocol().subscription(symbols);
    Connection.open(feed.vertx(), feed.client(), choice.base(), subscription.path(), settings.connectTimeout(),
            new Inbox())
        .onComplete(
            connection -> opened(connection, subscription.messages()),
            cause -> refused(choice.base(), cause));
  }

  private void opened(Connection connection, List<String> messages) {
    opening = false;
    if (stopped) {
      connection.retire();
      return;
    }
    feed.counters().connects++;
    long now = System.nanoTime();
    if (current.isEmpty()) {
      current = Optional.of(connection);
      renewalDue = false;
      watch.restart(now);
    } else {
      handover = Optional.of(new Handover(
          connection, watch.ticking(settings.staleAfter().toNanos(), now), feed::newestEventTime));
    }
    connection.send(messages);
    long life = settings.renewAfter().toMillis();
    long early = (long) (life * RENEWAL_JITTER * ThreadLocalRandom.current().nextDouble());
    feed.vertx().setTimer(Math.max(1, life - early), timer -> {
      if (current.filter(connection::equals).isPresent()) {
        renew("it is " + Duration.ofMillis(life - early) + " old");
      }
    });
    feed.changed();
  }

  private void refused(URI base, Throwable cause) {
    opening = false;
    if (stopped) {
      return;
    }
    Optional<Refusal> refusal = Refusal.of(cause);
    if (refusal.filter(Refusal::isPermanent).isPresent()) {
      if (endpoints.refused(base)) {
        feed.explainRefusal(base, refusal.get().status());
      }
    } else if (refusal.flatMap(Refusal::retryAfter).isPresent()) {
      endpoints.closed(base, refusal.get().retryAfter().get(), System.nanoTime());
      feed.failed("could not connect to " + base, "HTTP " + refusal.get().status() + ", wait "
          + refusal.get().retryAfter().get().toSeconds() + " s");
    } else {
      endpoints.failed();
      feed.failed("could not connect to " + base,
          refusal.map(r -> "HTTP " + r.status()).orElseGet(cause::toString));
    }
    openLater();
  }

  private void openLater() {
    feed.counters().failures++;
    opening = true;
    feed.vertx().setTimer(Math.max(1, backoff.next()), timer -> {
      opening = false;
      if (current.isEmpty() || renewalDue) {
        open();
      }
    });
    feed.changed();
  }

  /** Opens the next connection while this one goes on. */
  private void renew(String why) {
    if (!renewalDue && !stopped) {
      renewalDue = true;
      feed.renewing(why);
      open();
    }
  }

  private void lost(Connection connection, String reason) {
    if (stopped) {
      return;
    }
    if (handover.filter(overlap -> overlap.next() == connection).isPresent()) {
      handover = Optional.empty();
    } else if (handover.isPresent()) {
      switchOver(handover.get());
      return;
    } else {
      current = Optional.empty();
      hasNews = false;
    }
    endpoints.failed();
    feed.failed("lost the connection to " + connection.endpoint(), reason);
    if (!opening) {
      openLater();
    }
    feed.changed();
  }

  private void overlapIsOver(Handover overlap) {
    if (overlap.hasTicks()) {
      switchOver(overlap);
    } else {
      overlap.next().fail("open, but without ticks for " + settings.dataTimeout().toMillis() + " ms");
    }
  }

  private void switchOver(Handover overlap) {
    handover = Optional.empty();
    renewalDue = false;
    current.ifPresent(Connection::retire);
    current = Optional.of(overlap.next());
    watch.restart(System.nanoTime());
    overlap.held().forEach(this::take);
    feed.counters().renewals++;
    feed.changed();
  }

  private void take(Tick tick) {
    if (!feed.accept(tick)) {
      return;
    }
    long now = System.nanoTime();
    boolean first = state(now) != State.LIVE;
    hasNews = true;
    newsAt = now;
    backoff.reset();
    endpoints.worked();
    if (watch.heard(tick.symbol(), now)) {
      feed.speaksAgain(tick.symbol());
    }
    if (first) {
      feed.changed();
    }
  }

  /** Hears one connection, the current one or the one that is to follow it. */
  private final class Inbox implements Connection.Listener, Protocol.Sink {
    private Optional<Connection> speaking = Optional.empty();

    @Override
    public void message(Connection connection, Buffer message) {
      if (speaking.isEmpty()) {
        speaking = Optional.of(connection);
      }
      feed.protocol().read(message, Micros.now(), this);
    }

    @Override
    public void lost(Connection connection, String reason) {
      Link.this.lost(connection, reason);
    }

    @Override
    public void tick(Tick tick) {
      if (handover.isEmpty()) {
        take(tick);
        return;
      }
      Handover overlap = handover.get();
      if (speaking.filter(overlap.next()::equals).isPresent()) {
        overlap.hold(tick);
      } else {
        take(tick);
        overlap.check(tick.symbol());
      }
      if (overlap.isComplete()) {
        switchOver(overlap);
      }
    }

    @Override
    public void shutdownAnnounced() {
      renew("the exchange is about to end it");
    }

    @Override
    public void refused(String reason) {
      feed.counters().refused++;
      feed.trouble("a request was refused", reason);
    }

    @Override
    public void acknowledged() {
      feed.counters().acknowledged++;
    }

    @Override
    public void unknown() {
      feed.counters().unknown++;
    }

    @Override
    public void malformed(String reason) {
      feed.counters().malformed++;
      feed.trouble("a message could not be read", reason);
    }
  }
}
