package io.tickcast.demo;

import io.vertx.core.json.JsonObject;

/** An error of a control message. */
record ControlError(int code, String message) {
    static final int INVALID_VALUE = 1;
    static final int INVALID_REQUEST = 2;
    static final int INVALID_JSON = 3;
    static final int TOO_MANY_SUBSCRIPTIONS = 4;

    /** Binance documents errors as flat and sends them nested. */
    enum Form {
        NESTED,
        FLAT
    }

    static ControlError invalid(String what) {
        return new ControlError(INVALID_REQUEST, "Invalid request: " + what);
    }

    JsonObject toJson(Form form) {
        JsonObject error = new JsonObject().put("code", code).put("msg", message);
        return form == Form.FLAT ? error : new JsonObject().put("error", error);
    }
}
