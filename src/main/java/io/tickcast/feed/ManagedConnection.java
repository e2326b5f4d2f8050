package io.tickcast.feed;

import io.tickcast.config.Settings;
import io.tickcast.log.Printable;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;
import io.tickcast.time.Micros;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection for a share of a feed's symbols, for ever: notices death and silence, and renews a connection
 * before the exchange ends it, the new one open before the old is closed.
 */
final class ManagedConnection {
    private static final String END_ANNOUNCED = "the exchange is about to end it";

    private static final String SUBSCRIPTIONS_LOST = "the exchange has dropped subscriptions of it";

    /** The feed, as its connections know it. */
    interface Listener {
        /** @return whether the tick was news */
        boolean tick(Tick tick, long first, long number);

        /** Whether this tick or a later one of its symbol has been news already. */
        boolean hasReached(Tick tick);

        /** @return whether the candle was news */
        default boolean candle(Candle candle) {
            return false;
        }

        /** Whether this candle or a later one of its symbol has been news already. */
        default boolean hasReached(Candle candle) {
            return true;
        }

        /** The symbol has had no trade after this one, up to this time of the exchange in ms. */
        default void lastTrade(String symbol, long trade, long time) {}

        /** The state of this connection may be another one. */
        void changed();
    }

    private final FeedResources feed;
    private final Protocol protocol;
    private final Settings.Feed.Timeouts timeouts;
    private final Listener listener;
    private final Connector connector;
    private final SymbolWatch watch;
    private final Silence silence;

    private List<String> symbols;
    private @Nullable Connection current;
    private @Nullable ConnectionCutover cutover;
    private boolean renewalDue;
    private boolean stopped;
    private boolean hasNews;
    private long newsAt;
    private long messageAt;
    private long renewAt;

    ManagedConnection(FeedResources feed, Protocol protocol, List<URI> bases, List<String> symbols, Listener listener) {
        this.feed = feed;
        this.protocol = protocol;
        this.listener = listener;
        this.symbols = List.copyOf(symbols);
        timeouts = feed.timeouts();
        connector = new Connector(feed, bases, symbols, new Openings(), Incoming::new);
        silence = protocol.silence();
        watch = new SymbolWatch(symbols, timeouts.firstFrame().toNanos(), silence.snapshot());
    }

    void start() {
        connector.open();
    }

    void stop() {
        stopped = true;
        connector.stop();
        if (current != null) {
            current.retire();
        }
        if (cutover != null) {
            cutover.next().retire();
        }
    }

    List<String> symbols() {
        return symbols;
    }

    /** Subscribes these from now on, on a connection that is open as well as on the next ones. */
    void follow(List<String> wanted) {
        Set<String> gone = new HashSet<>(symbols);
        wanted.forEach(gone::remove);
        Set<String> come = new HashSet<>(wanted);
        symbols.forEach(come::remove);
        symbols = List.copyOf(wanted);
        watch.remove(gone);
        watch.add(come, System.nanoTime());
        List<String> requests = connector.follow(wanted);
        if (current != null) {
            current.send(requests);
        }
        if (cutover != null) {
            cutover.forget(gone);
            cutover.next().send(requests);
        }
    }

    State state(long now) {
        if (!hasNews) {
            return State.DOWN;
        }
        return now - newsAt > timeouts.stale().toNanos() ? State.STALE : State.LIVE;
    }

    /** Whether it is connected and none of its symbols has ever spoken, as happens when none of them trades. */
    boolean isMute() {
        return current != null && watch.isMute();
    }

    String endpoint() {
        return (current != null ? current.endpoint() : connector.endpoint()).toString();
    }

    Set<String> silent() {
        return watch.silent();
    }

    /** The symbols that the exchange refuses, each with the reason. */
    Map<String, String> refused() {
        return watch.refused();
    }

    /**
     * Looks for silence and age; called often.
     *
     * @param othersAreLive whether another connection of the feed is live
     */
    void check(long now, boolean othersAreLive) {
        if (cutover != null && now - cutover.next().openedAt() > timeouts.data().toNanos()) {
            overlapIsOver(cutover);
        }
        // An old connection that has fallen silent is not worth the wait for it.
        if (cutover != null && cutover.hasNews() && state(now) == State.STALE) {
            switchOver(cutover);
        }
        if (current != null) {
            check(current, now, othersAreLive);
        }
    }

    private void check(Connection connection, long now, boolean othersAreLive) {
        if (now - renewAt > 0) {
            renew("it is " + Duration.ofNanos(now - connection.openedAt()).truncatedTo(ChronoUnit.SECONDS) + " old");
        }
        if (state(now) == State.LIVE || watch.hasHeardNone()) {
            feed.log().silent(watch.check(now));
        }
        feed.log().refused(watch.takeNewlyRefused());
        if (isMute() && othersAreLive) {
            return;
        }
        long sinceOpened = now - connection.openedAt();
        long sincePrice = hasNews ? Math.min(sinceOpened, now - newsAt) : sinceOpened;
        silence.verdict(Math.min(sinceOpened, now - messageAt), sincePrice, hasNews, timeouts.data())
                .ifPresent(reason -> {
                    feed.log().silent(watch.hasHeardNone() ? watch.giveUp() : List.of());
                    connection.fail(reason);
                });
    }

    /** Takes the connections that were opened. */
    private final class Openings implements Connector.Listener {
        @Override
        public boolean wantsConnection() {
            return current == null || renewalDue;
        }

        @Override
        public void opened(Connection connection, List<String> messages) {
            long now = System.nanoTime();
            if (current == null) {
                takeOver(connection, now);
            } else {
                cutover = new ConnectionCutover(
                        connection, watch.ticking(timeouts.stale().toNanos(), now));
            }
            connection.send(messages);
            listener.changed();
        }

        @Override
        public void waiting() {
            listener.changed();
        }
    }

    private void takeOver(Connection connection, long now) {
        current = connection;
        renewalDue = false;
        renewAt = connection.openedAt() + feed.renewAfter().toNanos();
        watch.restart(now);
    }

    /** Opens the next connection while this one goes on. */
    private void renew(String why) {
        if (!renewalDue && !stopped) {
            renewalDue = true;
            feed.log().renewing(why);
            connector.open();
        }
    }

    private void overlapIsOver(ConnectionCutover overlap) {
        if (overlap.hasNews()) {
            switchOver(overlap);
        } else {
            overlap.next().fail("open, but without news for " + timeouts.data().toMillis() + " ms");
        }
    }

    private void switchOver(ConnectionCutover overlap) {
        cutover = null;
        if (current != null) {
            current.retire();
        }
        takeOver(overlap.next(), System.nanoTime());
        overlap.release();
        feed.counters().renewals++;
        if (overlap.isEndAnnounced()) {
            renew(END_ANNOUNCED);
        }
        listener.changed();
    }

    private void take(Tick tick, long first, long number) {
        heard(tick.symbol(), listener.tick(tick, first, number));
    }

    private void take(Candle candle) {
        heard(candle.key().symbol(), listener.candle(candle));
    }

    private void heard(String symbol, boolean isNews) {
        // The first tick of a symbol on a connection shows that it works, also when it repeats the last one.
        if (!isNews && !(silence.snapshot() && watch.isAwaited(symbol))) {
            return;
        }
        long now = System.nanoTime();
        boolean wasSilent = state(now) != State.LIVE;
        hasNews = true;
        newsAt = now;
        // While a renewal is sought, the ticks are the old connection's and prove nothing of where it is sought.
        if (!renewalDue) {
            connector.worked();
        }
        if (watch.heard(symbol, now)) {
            feed.log().speaksAgain(symbol);
        }
        if (wasSilent) {
            listener.changed();
        }
    }

    /** The events of one connection, the current one or the one that is to follow it. */
    private final class Incoming extends CountingSink implements Connection.Listener {
        private final Connection connection;
        private final Protocol.Reader reader = protocol.reader();

        Incoming(Connection connection) {
            super(feed);
            this.connection = connection;
        }

        private boolean isNext() {
            return cutover != null && cutover.next() == connection;
        }

        @Override
        public void message(Buffer message) {
            if (!isNext()) {
                messageAt = System.nanoTime();
            }
            reader.read(message, Micros.now(), this);
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
            if (isNext()) {
                cutover = null;
            } else if (cutover != null) {
                switchOver(cutover);
                return;
            } else {
                current = null;
                hasNews = false;
            }
            connector.lost(connection, reason);
            listener.changed();
        }

        @Override
        public void tick(Tick tick) {
            trade(tick, 0, 0);
        }

        @Override
        public void trade(Tick tick, long first, long number) {
            if (cutover == null) {
                take(tick, first, number);
            } else {
                meanwhile(cutover, tick.symbol(), () -> listener.hasReached(tick), () -> take(tick, first, number));
            }
        }

        @Override
        public void candle(Candle candle) {
            if (cutover == null) {
                take(candle);
            } else {
                meanwhile(cutover, candle.key().symbol(), () -> listener.hasReached(candle), () -> take(candle));
            }
        }

        /** News during an overlap. */
        private void meanwhile(ConnectionCutover overlap, String symbol, BooleanSupplier isReached, Runnable take) {
            if (isNext()) {
                overlap.hold(symbol, isReached, take);
            } else {
                take.run();
                overlap.check(symbol);
            }
            if (overlap.isComplete()) {
                switchOver(overlap);
            }
        }

        @Override
        public void lastTrade(String symbol, long trade, long time) {
            heartbeat();
            // The trades before it may be held back.
            if (!isNext()) {
                listener.lastTrade(symbol, trade, time);
            }
        }

        @Override
        public void refused(String symbol, String reason) {
            super.refused(symbol, reason);
            watch.refuse(symbol, Printable.shown(reason, RateLimitedLogger.MAX_CHARS));
        }

        @Override
        public void send(List<String> messages) {
            connection.send(messages);
        }

        @Override
        public void subscriptionsLost(String reason) {
            super.subscriptionsLost(reason);
            if (!isNext()) {
                renew(SUBSCRIPTIONS_LOST);
            }
        }

        @Override
        public void shutdownAnnounced() {
            if (cutover != null && isNext()) {
                cutover.announceEnd();
            } else {
                renew(END_ANNOUNCED);
            }
        }
    }
}
