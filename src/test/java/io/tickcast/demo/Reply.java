package io.tickcast.demo;

import io.vertx.core.json.JsonObject;

/** The server's reply to a control message such as SUBSCRIBE. */
@FunctionalInterface
public interface Reply {
    /** Called on the server's event loop; false leaves the message to be dealt with as the real exchange would. */
    boolean give(Connection connection, JsonObject request);

    /** As the real exchange would. */
    static Reply byTheBook() {
        return (connection, request) -> false;
    }

    /** An error; nothing is subscribed. */
    static Reply error(int code, String message) {
        return (connection, request) -> {
            connection.refuse(request, new ControlError(code, message));
            return true;
        };
    }

    /** No reply, and nothing is subscribed. */
    static Reply silence() {
        return (connection, request) -> true;
    }

    /** The acknowledgement, but nothing is subscribed. */
    static Reply emptyPromise() {
        return (connection, request) -> {
            connection.send(new JsonObject()
                    .putNull("result")
                    .put("id", request.getValue("id"))
                    .encode());
            return true;
        };
    }
}
