package io.tickcast.feed;

import io.tickcast.time.Backoff;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Opens connections for a share of a feed's symbols, one at a time: waits as the exchange's limits and the back-off
 * demand, and moves on to the next endpoint after a failure.
 */
final class Connector {
    /** The part that a connector leaves to its owner. */
    interface Listener {
        /** Whether another attempt is still wanted after a wait. */
        boolean wantsConnection();

        /** @param messages to send on it */
        void opened(Connection connection, List<String> messages);

        /** An attempt failed, and the next one waits. */
        void waiting();
    }

    private final FeedResources feed;
    private final Endpoints endpoints;
    private final Backoff backoff;
    private final Listener listener;
    private final Function<Connection, Connection.Listener> reader;
    private List<String> symbols;
    private boolean opening;
    private boolean stopped;

    /** @param reader gives the listener of a connection */
    Connector(
            FeedResources feed,
            List<URI> bases,
            List<String> symbols,
            Listener listener,
            Function<Connection, Connection.Listener> reader) {
        this.feed = feed;
        this.symbols = List.copyOf(symbols);
        this.listener = listener;
        this.reader = reader;
        endpoints = new Endpoints(bases);
        backoff = new Backoff(
                feed.settings().backoff().min(), feed.settings().backoff().max(), ThreadLocalRandom.current());
    }

    /** The endpoint of the next attempt. */
    URI endpoint() {
        return endpoints.current();
    }

    void stop() {
        stopped = true;
    }

    /** Opens a connection, unless one is being opened. */
    void open() {
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
        List<String> wanted = symbols;
        Subscriptions.Subscription subscription = feed.subscriptions().subscription(wanted);
        Connection.open(feed, choice.base(), subscription.path(), reader)
                .onComplete(
                        connection -> opened(connection, wanted, subscription.messages()),
                        cause -> refused(choice.base(), cause));
    }

    private void opened(Connection connection, List<String> subscribed, List<String> messages) {
        opening = false;
        if (stopped) {
            connection.retire();
            return;
        }
        feed.counters().connects++;
        feed.subscriptions().opened();
        List<String> all = new ArrayList<>(messages);
        all.addAll(change(subscribed, symbols));
        listener.opened(connection, all);
    }

    /** Subscribes these from the next connection on. @return requests that change an open one */
    List<String> follow(List<String> wanted) {
        List<String> before = symbols;
        await(wanted);
        return change(before, symbols);
    }

    /** The same while no connection is open. */
    void await(List<String> wanted) {
        symbols = List.copyOf(wanted);
    }

    /** The exchange has refused this one, so that no connection has it. */
    void drop(String symbol) {
        symbols = without(symbols, List.of(symbol));
    }

    private List<String> change(List<String> before, List<String> after) {
        List<String> requests = new ArrayList<>();
        List<String> gone = without(before, after);
        if (!gone.isEmpty()) {
            requests.addAll(feed.subscriptions().unsubscribe(gone));
        }
        List<String> come = without(after, before);
        if (!come.isEmpty()) {
            requests.addAll(feed.subscriptions().subscribe(come));
        }
        return requests;
    }

    private static List<String> without(List<String> some, List<String> others) {
        Set<String> left = new LinkedHashSet<>(some);
        left.removeAll(Set.copyOf(others));
        return List.copyOf(left);
    }

    private void refused(URI base, Throwable cause) {
        opening = false;
        if (stopped) {
            return;
        }
        Optional<HandshakeRejection> refusal = HandshakeRejection.of(cause);
        if (refusal.filter(HandshakeRejection::isPermanent).isPresent()) {
            if (endpoints.refused(base)) {
                feed.log().explainRefusal(base, refusal.get().status());
            }
        } else if (refusal.flatMap(HandshakeRejection::retryAfter).isPresent()) {
            endpoints.closed(base, refusal.get().retryAfter().get(), System.nanoTime());
            feed.log()
                    .failed(
                            "could not connect to " + base,
                            "HTTP " + refusal.get().status() + ", wait "
                                    + refusal.get().retryAfter().get().toSeconds() + " s");
        } else {
            refusal.filter(HandshakeRejection::isOfPath)
                    .ifPresent(r -> feed.subscriptions().pathRefused());
            endpoints.failed();
            feed.log()
                    .failed(
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
            if (listener.wantsConnection()) {
                open();
            }
        });
        listener.waiting();
    }

    /** A connection brought news. */
    void worked() {
        backoff.reset();
        endpoints.worked();
    }

    /** A connection was lost: the next one is opened after a wait. */
    void lost(Connection connection, String reason) {
        endpoints.failed();
        feed.log().failed("lost the connection to " + connection.endpoint(), reason);
        if (!opening) {
            openLater();
        }
    }
}
