package io.tickcast.demo;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Hooks with which a test watches the server and changes its behaviour. All calls come on the server's event loop. */
interface Script {
    Script BY_THE_BOOK = new Script() {};

    /** A message that a client sent. */
    enum Kind {
        TEXT,
        BINARY,
        PING,
        PONG
    }

    /** A request arrived; without a call of {@code proceed} it stays as the script leaves it. */
    default void request(HttpServerRequest request, boolean upgrade, Runnable proceed) {
        proceed.run();
    }

    default void opened(Session session) {}

    default void received(Session session, Kind kind, Buffer content) {}

    /** A control message arrived; true when the script has dealt with it. */
    default boolean control(Session session, JsonObject request) {
        return false;
    }

    default ControlError.Form errorForm() {
        return ControlError.Form.NESTED;
    }

    /** The streams of this connection have changed, and the client has been told. */
    default void subscribed(Session session) {}

    /** The payload to send instead of this one; empty: nothing is sent. */
    default Optional<String> data(Session session, String stream, String payload) {
        return Optional.of(payload);
    }

    /** The connection is gone; the code is 1006 without a close frame from the client. */
    default void closed(Session session, int code, String reason) {}
}
