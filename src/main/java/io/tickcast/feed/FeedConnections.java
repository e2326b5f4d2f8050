package io.tickcast.feed;

import io.tickcast.market.FeedState.State;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** The connections of a feed, among which its symbols are shared. */
final class FeedConnections {
    /** A check that is later than this comes after a pause of the machine or of the loop. */
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Protocol protocol;
    private final Function<List<String>, ManagedConnection> make;
    private final List<ManagedConnection> all = new ArrayList<>();
    private long checkedAt = System.nanoTime();
    private boolean wasLate;

    /** The symbols that are followed no longer, and those that are from now on. */
    record Change(Set<String> gone, List<String> come) {
        boolean isNone() {
            return gone.isEmpty() && come.isEmpty();
        }
    }

    /** @param make a connection for these symbols */
    FeedConnections(Protocol protocol, Function<List<String>, ManagedConnection> make) {
        this.protocol = protocol;
        this.make = make;
    }

    void forEach(Consumer<ManagedConnection> action) {
        List.copyOf(all).forEach(action);
    }

    /** The state of the feed: down without one of its connections, live while one of them has news, or else stale. */
    State state(long now) {
        if (all.isEmpty()) {
            return State.DOWN;
        }
        boolean isLive = all.stream().anyMatch(connection -> connection.state(now) == State.LIVE);
        // While others are live, a connection whose symbols never speak says nothing of the exchange.
        boolean isDown = all.stream()
                .filter(connection -> !(isLive && connection.isMute()))
                .anyMatch(connection -> connection.state(now) == State.DOWN);
        if (isDown) {
            return State.DOWN;
        }
        return isLive ? State.LIVE : State.STALE;
    }

    /** Whether a connection other than this one is live. */
    boolean isLiveBeside(ManagedConnection connection, long now) {
        return all.stream().anyMatch(other -> other != connection && other.state(now) == State.LIVE);
    }

    /** Looks at all for silence and age; called often. */
    void check() {
        long now = System.nanoTime();
        wasLate = !wasLate && now - checkedAt > LATE_NANOS;
        checkedAt = now;
        // After a pause, the messages that wait are read before a connection counts as silent.
        if (!wasLate) {
            forEach(connection -> connection.check(now, isLiveBeside(connection, now)));
        }
    }

    /** Endpoints, numbers and silent symbols of all, for the status. */
    JsonObject details(FeedCounters counters) {
        TreeSet<String> silent = new TreeSet<>();
        forEach(connection -> silent.addAll(connection.silent()));
        JsonObject refused = new JsonObject();
        forEach(connection -> connection.refused().forEach(refused::put));
        return new JsonObject()
                .put(
                        "endpoints",
                        new JsonArray(all.stream()
                                .map(ManagedConnection::endpoint)
                                .distinct()
                                .toList()))
                .put("symbols", protocol.instruments().names().size())
                .put("connections", all.size())
                .put("reconnects", Math.max(0, counters.connects - all.size()))
                .put("silent_symbols", new JsonArray(List.copyOf(silent)))
                .put("not_trading", refused);
    }

    /**
     * Follows these from now on, and nothing else.
     *
     * @param names the exchange's name of each symbol
     */
    Change follow(Map<String, String> names) {
        Instruments instruments = protocol.instruments();
        // A symbol whose name was guessed wrong is subscribed anew.
        Set<String> gone = new LinkedHashSet<>();
        instruments.names().forEach((symbol, name) -> {
            if (!name.equals(names.get(symbol))) {
                gone.add(symbol);
            }
        });
        remove(gone);
        gone.forEach(instruments::remove);
        List<String> come = names.keySet().stream()
                .filter(symbol -> !instruments.has(symbol))
                .toList();
        come.forEach(symbol -> instruments.add(symbol, names.getOrDefault(symbol, symbol)));
        add(come);
        return new Change(gone, come);
    }

    /** Starts a connection for each share of these. */
    void start(List<String> symbols) {
        for (List<String> share : protocol.connections(symbols)) {
            ManagedConnection connection = make.apply(share);
            all.add(connection);
            connection.start();
        }
    }

    /** Takes these symbols from their connections. A connection without any left is closed. */
    private void remove(Set<String> symbols) {
        for (Iterator<ManagedConnection> each = all.iterator(); each.hasNext(); ) {
            ManagedConnection connection = each.next();
            List<String> left = connection.symbols().stream()
                    .filter(symbol -> !symbols.contains(symbol))
                    .toList();
            if (left.isEmpty()) {
                connection.stop();
                each.remove();
            } else if (left.size() < connection.symbols().size()) {
                connection.follow(left);
            }
        }
    }

    /** Adds these symbols to the connections that have room, and starts new ones for the rest. */
    private void add(List<String> symbols) {
        List<String> rest = symbols;
        for (ManagedConnection connection : all) {
            if (rest.isEmpty()) {
                return;
            }
            List<String> wanted = new ArrayList<>(connection.symbols());
            wanted.addAll(rest);
            List<String> share = protocol.connections(wanted).get(0);
            if (share.size() > connection.symbols().size()) {
                Set<String> taken = new HashSet<>(share);
                connection.follow(share);
                rest = rest.stream().filter(symbol -> !taken.contains(symbol)).toList();
            }
        }
        start(rest);
    }
}
