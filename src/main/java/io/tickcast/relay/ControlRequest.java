package io.tickcast.relay;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A control message of a client, and the form of its answers.
 *
 * @param id     to be echoed: a number, a text or null
 * @param params empty: there are none
 */
record ControlRequest(
        String method, List<Object> params, @Nullable Object id) {
    private static final int MAX_ID_CHARS = 36;
    private static final List<String> METHODS =
            List.of("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY");

    /** A refusal in the exchange's form. */
    static final class RefusedException extends Exception {
        static final int UNKNOWN_PROPERTY = 0;
        static final int INVALID_VALUE = 1;
        static final int INVALID_REQUEST = 2;
        static final int INVALID_JSON = 3;
        static final int TOO_MANY = 4;

        private static final long serialVersionUID = 1;

        private final int code;
        private final transient @Nullable Object id;

        private RefusedException(int code, String message, @Nullable Object id) {
            super(message, null, false, false);
            this.code = code;
            this.id = id;
        }

        String toJson() {
            JsonObject error = new JsonObject().put("code", code).put("msg", getMessage());
            JsonObject answer = new JsonObject().put("error", error);
            return (id == null ? answer : answer.put("id", id)).encode();
        }
    }

    static ControlRequest of(String text) throws RefusedException {
        Object message;
        try {
            message = Json.decodeValue(text);
        } catch (DecodeException e) {
            throw new RefusedException(RefusedException.INVALID_JSON, "Invalid JSON: expected value", null);
        }
        if (!(message instanceof JsonObject request)) {
            throw invalid("expected an object", null);
        }
        Object id = request.getValue("id");
        if (!isId(id)) {
            throw invalid("request ID must be an unsigned integer or a text of at most 36 characters", null);
        }
        Object method = request.getValue("method");
        if (method == null) {
            throw invalid("missing field `method`", id);
        }
        if (!(method instanceof String name) || !METHODS.contains(name)) {
            throw invalid("unknown method, expected one of " + String.join(", ", METHODS), id);
        }
        Object params = request.getValue("params");
        if (params != null && !(params instanceof JsonArray)) {
            throw invalid("params must be an array", id);
        }
        return new ControlRequest(
                name, params instanceof JsonArray array ? array.stream().toList() : List.of(), id);
    }

    private static boolean isId(@Nullable Object id) {
        return id == null
                || ((id instanceof Integer || id instanceof Long) && ((Number) id).longValue() >= 0)
                || (id instanceof BigInteger large && large.signum() > 0 && large.bitLength() <= Long.SIZE)
                || (id instanceof String text && text.length() <= MAX_ID_CHARS);
    }

    /** The streams that it names. */
    List<String> streams() throws RefusedException {
        if (params.isEmpty()) {
            throw refused("missing field `params`");
        }
        for (Object param : params) {
            if (!(param instanceof String name)) {
                throw new RefusedException(RefusedException.INVALID_VALUE, "Invalid value type: expected String", id);
            }
            if (method.equals("SUBSCRIBE") && !RelayStream.isName(name)) {
                throw refused(RelayStream.fault(name));
            }
        }
        return params.stream().map(String.class::cast).distinct().toList();
    }

    /** Checks that it is about the only property that there is. */
    void checkProperty() throws RefusedException {
        if (params.isEmpty() || !"combined".equals(params.get(0))) {
            throw new RefusedException(RefusedException.UNKNOWN_PROPERTY, "Unknown property", id);
        }
    }

    /** The value of the property. */
    boolean flag() throws RefusedException {
        if (params.size() == 2 && params.get(1) instanceof Boolean value) {
            return value;
        }
        throw new RefusedException(RefusedException.INVALID_VALUE, "Invalid value type: expected Boolean", id);
    }

    private static RefusedException invalid(String why, @Nullable Object id) {
        return new RefusedException(RefusedException.INVALID_REQUEST, "Invalid request: " + why, id);
    }

    RefusedException refused(String why) {
        return invalid(why, id);
    }

    RefusedException tooMany(String why) {
        return new RefusedException(RefusedException.TOO_MANY, "Too many subscriptions: " + why, id);
    }

    /** The answer to a request that was done. */
    String result(@Nullable Object result) {
        return new JsonObject().put("result", result).put("id", id).encode();
    }
}
