package io.tickcast.feed;

import io.tickcast.market.FeedState.State;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The connections of a feed, among which its symbols are shared. */
final class FeedConnections {
    private final Protocol protocol;
    private final Function<List<String>, ManagedConnection> make;
    private final List<ManagedConnection> all = new ArrayList<>();

    /** @param make a connection for these symbols */
    FeedConnections(Protocol protocol, Function<List<String>, ManagedConnection> make) {
        this.protocol = protocol;
        this.make = make;
    }

    Stream<ManagedConnection> stream() {
        return all.stream();
    }

    void forEach(Consumer<ManagedConnection> action) {
        List.copyOf(all).forEach(action);
    }

    int size() {
        return all.size();
    }

    /** The state of the feed: down without one of its connections, and stale when none of them has had news for long. */
    State state(long now) {
        // A connection of symbols that never speak says nothing of the exchange, as long as others do.
        Set<State> states = all.stream()
                .filter(connection -> !(connection.isMute() && isLiveBeside(connection, now)))
                .map(connection -> connection.state(now))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(State.class)));
        if (states.isEmpty() || states.contains(State.DOWN)) {
            return State.DOWN;
        }
        return states.contains(State.LIVE) ? State.LIVE : State.STALE;
    }

    /** Whether a connection other than this one is live. */
    boolean isLiveBeside(ManagedConnection connection, long now) {
        return all.stream().anyMatch(other -> other != connection && other.state(now) == State.LIVE);
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
    void remove(Set<String> symbols) {
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
    void add(List<String> symbols) {
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
