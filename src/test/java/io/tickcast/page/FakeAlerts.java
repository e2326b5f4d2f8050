package io.tickcast.page;

import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.InvalidRuleException;
import io.tickcast.alert.rule.RuleDraft;
import io.tickcast.alert.rule.RuleReader;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Answers of {@code /api/alerts} for one owner, whose rules never fire by themselves; and of a status without news. */
final class FakeAlerts implements Handler<HttpServerRequest> {
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final Map<String, AlertRule> rules = new LinkedHashMap<>();
    private final Map<String, Integer> fired = new LinkedHashMap<>();
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private JsonArray deliveries = new JsonArray();
    private Optional<Refusal> refusal = Optional.empty();
    private int made;

    /** A change that a page has asked for. */
    record Call(String method, String path, JsonObject body) {}

    private record Refusal(int status, String message) {}

    /** Each request is answered so from now on. */
    synchronized void refuse(int status, String message) {
        refusal = Optional.of(new Refusal(status, message));
    }

    synchronized void allow() {
        refusal = Optional.empty();
    }

    synchronized void deliveries(JsonArray attempts) {
        deliveries = attempts;
    }

    /** A rule that is there already. */
    synchronized String add(String rule) {
        return put(RuleReader.draft(new JsonObject(rule))).id();
    }

    /** The rule has fired; the text of the event, or nothing to the stream, which a test writes by itself. */
    synchronized String fire(String id, String price) {
        AlertRule rule = rules.get(id);
        fired.merge(id, 1, Integer::sum);
        Firing firing = new Firing(
                "f1",
                id,
                "",
                rule.symbol(),
                rule.exchange(),
                price,
                120,
                rule.when(),
                rule.note(),
                Instant.now(),
                false);
        return "event: alert\ndata: " + firing.data() + "\n\n";
    }

    /** The next change that a page asks for. */
    Call take() {
        return StreamServer.take(calls, "a change of alerts");
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            if (request.path().startsWith("/api/alerts")) {
                answer(request, body);
            } else {
                end(request, 200, request.path().equals("/api/symbols") ? new JsonArray() : new JsonObject());
            }
        });
    }

    private synchronized void answer(HttpServerRequest request, Buffer body) {
        if (!request.method().equals(HttpMethod.GET)) {
            JsonObject json = body.length() == 0 ? new JsonObject() : body.toJsonObject();
            calls.add(new Call(request.method().name(), request.path(), json));
        }
        String[] path = request.path().split("/");
        String id = path.length > 3 ? path[3] : "";
        try {
            if (refusal.isPresent()) {
                refuse(request, refusal.get().status, refusal.get().message);
            } else if (id.isEmpty() && request.method().equals(HttpMethod.POST)) {
                end(request, 201, create(body.toJsonObject()));
            } else if (id.isEmpty()) {
                List<JsonObject> all = rules.values().stream().map(this::shown).toList();
                end(request, 200, new JsonObject().put("alerts", new JsonArray(all)));
            } else if (!rules.containsKey(id)) {
                refuse(request, 404, "You have no alert " + id);
            } else if (path.length > 4) {
                end(request, 200, new JsonObject().put("deliveries", deliveries));
            } else if (request.method().equals(HttpMethod.DELETE)) {
                rules.remove(id);
                end(request, 200, new JsonObject().put("id", id));
            } else {
                fired.remove(id);
                end(request, 200, shown(rules.get(id)));
            }
        } catch (InvalidRuleException e) {
            refuse(request, 400, e.getMessage());
        }
    }

    private JsonObject create(JsonObject body) {
        AlertRule rule = put(RuleReader.draft(body));
        JsonObject shown = shown(rule);
        rule.deliver().stream()
                .filter(receiver -> receiver.secret().isEmpty())
                .forEach(receiver ->
                        shown.getJsonArray("deliver").getJsonObject(0).put("secret", SECRET));
        return shown;
    }

    private AlertRule put(RuleDraft draft) {
        AlertRule rule = new AlertRule(
                "a" + ++made,
                "",
                1,
                1,
                draft.symbol().orElseThrow(),
                draft.exchange().orElse("binance"),
                draft.when().orElseThrow(),
                draft.rearms().orElse(false),
                draft.note().orElse(""),
                draft.deliver().orElse(List.of()),
                Instant.EPOCH);
        rules.put(rule.id(), rule);
        return rule;
    }

    private JsonObject shown(AlertRule rule) {
        return rule.shown()
                .put("state", fired.containsKey(rule.id()) ? "fired" : "armed")
                .put("fired", fired.getOrDefault(rule.id(), 0));
    }

    private static void refuse(HttpServerRequest request, int status, String message) {
        request.response()
                .setStatusCode(status)
                .putHeader("Retry-After", "1")
                .end(new JsonObject().put("code", 0).put("message", message).encode());
    }

    private static void end(HttpServerRequest request, int status, Object data) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("code", 1).put("data", data).encode());
    }
}
