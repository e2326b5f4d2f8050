package io.tickcast.feed;

import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose messages are handed on as they came, and whose subscriptions change. A lost one is opened again. It
 * is renewed before the exchange ends it: for a while the old and the new one then bring the same messages. Belongs to
 * one event loop.
 */
public final class RelayedConnection {
    /** Time for the requests of a full connection, and for a message of each of its streams. */
    public static final Duration OVERLAP = Duration.ofSeconds(8);

    private static final long NO_TIMER = -1;

    private final FeedResources feed;
    private final Duration overlapTime;
    private final Listener listener;
    private final Connector connector;
    private @Nullable Connection current;
    private @Nullable Connection next;
    private boolean renewing;
    /** Whether there was data on the current connection, and on the next one, since both are open. */
    private boolean currentBrings;

    private boolean nextBrings;
    private boolean stopped;
    private final QuietTime quiet;
    private long renewal = NO_TIMER;
    private long watch = NO_TIMER;
    private long overlap = NO_TIMER;

    /** The messages of a connection. */
    public interface Listener {
        /** @return whether it was data, which shows that the endpoint works */
        boolean message(Buffer message);

        /** A message of the connection that is to follow this one. */
        boolean following(Buffer message);

        /** The connection that is to follow is about to be opened, perhaps after one that was lost. */
        void renewing();

        /** From now on the messages of the following connection are those of this one. */
        void renewed();

        /** It was lost: messages are missing until it is open again. */
        void lost();
    }

    RelayedConnection(
            FeedResources feed, Duration overlapTime, List<URI> bases, List<String> subscribed, Listener listener) {
        this.feed = feed;
        this.overlapTime = overlapTime;
        quiet = new QuietTime(feed.settings().timeouts().data());
        this.listener = listener;
        connector = new Connector(feed, bases, subscribed, new Openings(), Incoming::new);
    }

    void start() {
        connector.open();
    }

    /** Closes it for good. */
    public void stop() {
        stopped = true;
        connector.stop();
        cancelTimers();
        if (current != null) {
            current.retire();
        }
        if (next != null) {
            next.retire();
        }
    }

    public boolean isOpen() {
        return current != null;
    }

    /**
     * Subscribes these from now on, unless requests of an earlier call are still on their way: the exchange allows few a
     * second, so the changes of many clients are joined.
     *
     * @return whether it was done
     */
    public boolean follow(List<String> wanted) {
        if (!isSent()) {
            return false;
        }
        if (current == null) {
            connector.await(wanted);
        } else {
            send(connector.follow(wanted));
        }
        return true;
    }

    /** Whether all requests are sent, and more may be. */
    public boolean isSent() {
        return (current == null || current.isSent()) && (next == null || next.isSent());
    }

    /** Sends requests for some of its subscriptions once more. */
    public void send(List<String> requests) {
        if (current != null) {
            current.send(requests);
        }
        if (next != null) {
            next.send(requests);
        }
    }

    /** The exchange has refused this subscription: it is asked for no longer. */
    public void drop(String name) {
        connector.drop(name);
    }

    /** Opens the next connection while this one goes on. */
    public void renew(String why) {
        if (current != null && !renewing && !stopped) {
            renewing = true;
            feed.log().renewing(why);
            listener.renewing();
            connector.open();
        }
    }

    private void takeOver(Connection connection) {
        cancelTimers();
        current = connection;
        next = null;
        renewing = false;
        renewal = feed.vertx().setTimer(Math.max(1, feed.renewAfter().toMillis()), timer -> renew("it is old"));
        quiet.begin(System.nanoTime());
        watch();
    }

    private void watch() {
        long now = System.nanoTime();
        if (quiet.leftNanos(now) <= 0) {
            quiet.renewed(now);
            renew("it brings nothing");
        }
        watch = feed.vertx().setTimer(1 + Duration.ofNanos(quiet.leftNanos(now)).toMillis(), timer -> watch());
    }

    private void cancelTimers() {
        feed.vertx().cancelTimer(renewal);
        feed.vertx().cancelTimer(watch);
        feed.vertx().cancelTimer(overlap);
    }

    private void overlapped(Connection following) {
        if (currentBrings && !nextBrings) {
            following.fail("it brought nothing, while the connection before it did");
        } else {
            switchOver(following);
        }
    }

    private void switchOver(Connection following) {
        Connection old = current;
        takeOver(following);
        if (old != null) {
            old.retire();
        }
        feed.counters().renewals++;
        listener.renewed();
    }

    /** Takes the connections that were opened. */
    private final class Openings implements Connector.Listener {
        @Override
        public boolean wantsConnection() {
            return current == null || renewing;
        }

        @Override
        public void opened(Connection connection, List<String> messages) {
            connection.send(messages);
            if (current == null) {
                takeOver(connection);
            } else {
                next = connection;
                currentBrings = false;
                nextBrings = false;
                overlap = feed.vertx().setTimer(overlapTime.toMillis(), timer -> overlapped(connection));
            }
        }

        @Override
        public void waiting() {
            // A lost connection has been told of.
        }
    }

    /** The events of one connection. */
    private final class Incoming implements Connection.Listener {
        private final Connection connection;
        private boolean works;

        Incoming(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void message(Buffer message) {
            boolean follows = connection == next;
            boolean isData = follows ? listener.following(message) : listener.message(message);
            nextBrings |= isData && follows;
            if (isData && !follows) {
                currentBrings = true;
                quiet.data(System.nanoTime());
            }
            if (isData && !works) {
                works = true;
                connector.worked();
            }
        }

        @Override
        public void pingUnanswered() {
            feed.counters().unansweredPings++;
        }

        @Override
        public void lost(String reason) {
            if (stopped) {
                return;
            }
            if (connection == next) {
                feed.vertx().cancelTimer(overlap);
                next = null;
                listener.renewing();
                connector.lost(connection, reason);
            } else if (next != null) {
                switchOver(next);
            } else {
                current = null;
                renewing = false;
                cancelTimers();
                listener.lost();
                connector.lost(connection, reason);
            }
        }
    }
}
