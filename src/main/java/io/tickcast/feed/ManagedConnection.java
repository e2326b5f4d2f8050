package io.tickcast.feed;

import io.tickcast.config.Settings;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.time.Backoff;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps one connection for a share of a feed's symbols, for ever: connects, notices death and silence, waits, moves on
 * to the next endpoint, and renews a connection before the exchange ends it, the new one open before the old is closed.
 */
final class ManagedConnection {
    /** Binance's connections may live 24 h; not all of a feed's should be renewed in the same minute. */
    private static final double RENEWAL_JITTER = 0.05;

    private static final String END_ANNOUNCED = "the exchange is about to end it";

    private final Feed feed;
    private final Settings.Feed settings;
    private final List<String> symbols;
    private final Endpoints endpoints;
    private final Backoff backoff;
    private final SymbolWatch watch;

    private Optional<Connection> current = Optional.empty();
    private Optional<ConnectionCutover> handover = Optional.empty();
    private boolean opening;
    private boolean renewalDue;
    private boolean stopped;
    private boolean hasNews;
    private long newsAt;
    private long renewAt;

    ManagedConnection(Feed feed, Settings.Feed settings, List<URI> bases, List<String> symbols) {
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

    /** Whether it is connected and none of its symbols has ever spoken, as happens when none of them trades. */
    boolean isMute() {
        return current.isPresent() && watch.isMute();
    }

    String endpoint() {
        return current.map(Connection::endpoint).orElseGet(endpoints::current).toString();
    }

    Set<String> silent() {
        return watch.silent();
    }

    /** Looks for silence and age; called often. */
    void check(long now) {
        handover.filter(overlap ->
                        now - overlap.next().openedAt() > settings.dataTimeout().toNanos())
                .ifPresent(this::overlapIsOver);
        // An old connection that has fallen silent is not worth the wait for it.
        handover.filter(overlap -> overlap.hasTicks() && state(now) == State.STALE)
                .ifPresent(this::switchOver);
        current.ifPresent(connection -> {
            if (now - renewAt > 0) {
                renew("it is " + Duration.ofNanos(now - connection.openedAt()).truncatedTo(ChronoUnit.SECONDS)
                        + " old");
            }
            if (state(now) == State.LIVE || watch.hasHeardNone()) {
                feed.silent(watch.check(now));
            }
            long since = Math.max(hasNews ? newsAt : connection.openedAt(), connection.openedAt());
            if (now - since > settings.dataTimeout().toNanos() && !(isMute() && feed.isLiveBeside(this, now))) {
                feed.silent(watch.hasHeardNone() ? watch.giveUp() : List.of());
                connection.fail(
                        "open, but without news for " + settings.dataTimeout().toMillis() + " ms");
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
        Connection.open(
                        feed.vertx(),
                        feed.client(),
                        choice.base(),
                        subscription.path(),
                        settings,
                        connection -> new ConnectionHandler(this, feed, connection))
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
            takeOver(connection, now);
        } else {
            handover = Optional.of(new ConnectionCutover(
                    connection, watch.ticking(settings.staleAfter().toNanos(), now), feed::newestEventTime));
        }
        connection.send(messages);
        feed.changed();
    }

    private void takeOver(Connection connection, long now) {
        current = Optional.of(connection);
        renewalDue = false;
        double early = RENEWAL_JITTER * ThreadLocalRandom.current().nextDouble();
        renewAt = connection.openedAt() + (long) (settings.renewAfter().toNanos() * (1 - early));
        watch.restart(now);
    }

    private void refused(URI base, Throwable cause) {
        opening = false;
        if (stopped) {
            return;
        }
        Optional<HandshakeRejection> refusal = HandshakeRejection.of(cause);
        if (refusal.filter(HandshakeRejection::isPermanent).isPresent()) {
            if (endpoints.refused(base)) {
                feed.explainRefusal(base, refusal.get().status());
            }
        } else if (refusal.flatMap(HandshakeRejection::retryAfter).isPresent()) {
            endpoints.closed(base, refusal.get().retryAfter().get(), System.nanoTime());
            feed.failed(
                    "could not connect to " + base,
                    "HTTP " + refusal.get().status() + ", wait "
                            + refusal.get().retryAfter().get().toSeconds() + " s");
        } else {
            endpoints.failed();
            feed.failed(
                    "could not connect to " + base,
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

    void lost(Connection connection, String reason) {
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

    private void overlapIsOver(ConnectionCutover overlap) {
        if (overlap.hasTicks()) {
            switchOver(overlap);
        } else {
            overlap.next()
                    .fail("open, but without ticks for "
                            + settings.dataTimeout().toMillis() + " ms");
        }
    }

    private void switchOver(ConnectionCutover overlap) {
        handover = Optional.empty();
        current.ifPresent(Connection::retire);
        takeOver(overlap.next(), System.nanoTime());
        overlap.held().forEach(this::take);
        feed.counters().renewals++;
        if (overlap.isEndAnnounced()) {
            renew(END_ANNOUNCED);
        }
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
        // While a renewal is sought, the ticks are the old connection's and prove nothing of where it is sought.
        if (!renewalDue) {
            backoff.reset();
            endpoints.worked();
        }
        if (watch.heard(tick.symbol(), now)) {
            feed.speaksAgain(tick.symbol());
        }
        if (first) {
            feed.changed();
        }
    }

    void tick(Connection connection, Tick tick) {
        if (handover.isEmpty()) {
            take(tick);
            return;
        }
        ConnectionCutover overlap = handover.get();
        if (connection == overlap.next()) {
            overlap.hold(tick);
        } else {
            take(tick);
            overlap.check(tick.symbol());
        }
        if (overlap.isComplete()) {
            switchOver(overlap);
        }
    }

    void endAnnounced(Connection connection) {
        handover.filter(overlap -> connection == overlap.next())
                .ifPresentOrElse(ConnectionCutover::announceEnd, () -> renew(END_ANNOUNCED));
    }
}
