package io.tickcast.feed;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The way in which clients of an exchange ask for symbols, or for whatever else it calls a subscription. */
public interface Subscriptions {
    /** The exchange's name in ticks, settings and status. */
    String exchange();

    ClientLimits limits();

    Subscription subscription(List<String> symbols);

    /** Requests that add symbols to a connection. */
    default List<String> subscribe(List<String> symbols) {
        return subscription(symbols).messages();
    }

    /** Requests that take symbols from a connection. */
    List<String> unsubscribe(List<String> symbols);

    /** The connection of the last subscription is open: its messages are sent now. */
    default void opened() {}

    /** A handshake was answered with 400, perhaps for a name in its path. */
    default void pathRefused() {}

    /** The message that keeps a connection open; empty: the exchange's own pings do. */
    default Optional<KeepAlive> keepAlive() {
        return Optional.empty();
    }

    /**
     * @param path     path and query of the handshake, below the endpoint
     * @param messages to send after it, a few a second
     */
    record Subscription(String path, List<String> messages) {}

    /** A text that is sent this often, whatever else is sent. */
    record KeepAlive(Duration every, String text) {}
}
