package io.tickcast.demo;

import io.vertx.core.Future;
import java.net.URI;
import java.util.function.Supplier;

/** The server of a fake exchange on loopback. */
interface DemoServer {
    /** Starts to listen; port 0 is an ephemeral one. */
    Future<Void> listen(int port);

    /** Base of the WebSocket URLs. */
    URI endpoint();

    /** Base of the REST URLs. */
    URI rest();

    /** Pushes a ticker to its subscribers. Tickers of one thread leave in the order of the calls. */
    void publish(Ticker ticker);

    /** Whether it also has each trade, and not only what a ticker says of the last one. */
    default boolean hasTrades() {
        return false;
    }

    /** Pushes a trade to its subscribers, if the exchange has such a channel. */
    default void publish(AggTrade trade) {}

    /** Does this on the event loop of the server. */
    <T> Future<T> onContext(Supplier<Future<T>> action);

    /** Cuts all connections and stops. */
    Future<Void> close();
}
