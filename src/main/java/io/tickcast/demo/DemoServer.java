package io.tickcast.demo;

import io.vertx.core.Future;
import java.net.URI;

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

    /** Cuts all connections and stops. */
    Future<Void> close();
}
