package io.tickcast.demo;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers the control messages of one connection: SUBSCRIBE and its relatives. */
final class Controls {
    private static final int LONGEST_ID = 36;

    private final Session session;
    private final Script script;

    Controls(Session session, Script script) {
        this.session = session;
        this.script = script;
    }

    void handle(String text) {
        Object message;
        try {
            message = Json.decodeValue(text);
        } catch (DecodeException e) {
            refuse(new JsonObject(), new ControlError(ControlError.INVALID_JSON, "Invalid JSON: expected value"));
            return;
        }
        if (message instanceof JsonObject request) {
            if (!script.control(session, request)) {
                byTheBook(request);
            }
        } else {
            refuse(new JsonObject(), ControlError.invalid("expected an object"));
        }
    }

    private void byTheBook(JsonObject request) {
        if (!isId(request.getValue("id"))) {
            refuse(new JsonObject(), ControlError.invalid("request ID must be an unsigned integer"));
            return;
        }
        Object method = request.getValue("method");
        if (method == null) {
            refuse(request, ControlError.invalid("missing field `method`"));
            return;
        }
        switch (String.valueOf(method)) {
            case "SUBSCRIBE" -> subscribe(request);
            case "UNSUBSCRIBE" -> unsubscribe(request);
            case "LIST_SUBSCRIPTIONS" -> succeed(request, new JsonArray(new ArrayList<>(session.streams())));
            case "SET_PROPERTY" -> setProperty(request);
            case "GET_PROPERTY" -> getProperty(request);
            default ->
                refuse(
                        request,
                        ControlError.invalid("unknown variant `" + method + "`, expected one of "
                                + "`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`"));
        }
    }

    private void subscribe(JsonObject request) {
        names(request).ifPresent(names -> {
            if (session.subscribe(names)) {
                succeed(request, null);
                script.subscribed(session);
            } else {
                refuse(request, new ControlError(ControlError.TOO_MANY_SUBSCRIPTIONS, "Too many subscriptions"));
            }
        });
    }

    private void unsubscribe(JsonObject request) {
        names(request).ifPresent(names -> {
            session.unsubscribe(names);
            succeed(request, null);
            script.subscribed(session);
        });
    }

    /** The stream names of the request; empty when the request had none and was refused. */
    private Optional<List<String>> names(JsonObject request) {
        if (!(request.getValue("params") instanceof JsonArray params) || params.isEmpty()) {
            refuse(request, ControlError.invalid("missing field `params`"));
            return Optional.empty();
        }
        if (!params.stream().allMatch(String.class::isInstance)) {
            refuse(request, new ControlError(ControlError.INVALID_VALUE, "Invalid value type: expected String"));
            return Optional.empty();
        }
        return Optional.of(params.stream().map(String.class::cast).toList());
    }

    private void setProperty(JsonObject request) {
        if (!isCombined(request)) {
            refuse(request, new ControlError(0, "Unknown property"));
        } else if (request.getJsonArray("params").size() < 2
                || !(request.getJsonArray("params").getValue(1) instanceof Boolean combined)) {
            refuse(request, new ControlError(ControlError.INVALID_VALUE, "Invalid value type: expected Boolean"));
        } else {
            session.combined(combined);
            succeed(request, null);
        }
    }

    private void getProperty(JsonObject request) {
        if (isCombined(request)) {
            succeed(request, session.isCombined());
        } else {
            refuse(request, new ControlError(0, "Unknown property"));
        }
    }

    private static boolean isCombined(JsonObject request) {
        return request.getValue("params") instanceof JsonArray params
                && !params.isEmpty()
                && "combined".equals(params.getValue(0));
    }

    private static boolean isId(@Nullable Object id) {
        return id == null
                || ((id instanceof Integer || id instanceof Long) && ((Number) id).longValue() >= 0)
                || (id instanceof String text && text.length() <= LONGEST_ID);
    }

    private void succeed(JsonObject request, @Nullable Object result) {
        session.send(new JsonObject()
                .put("result", result)
                .put("id", request.getValue("id"))
                .encode());
    }

    void refuse(JsonObject request, ControlError error) {
        JsonObject answer = error.toJson(script.errorForm());
        if (request.containsKey("id")) {
            answer.put("id", request.getValue("id"));
        }
        session.send(answer.encode());
    }
}
