package io.tickcast.alert.rule;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Rules and firings as the database keeps them: with their secrets, so never for clients or logs. */
public final class StoredJson {
    private StoredJson() {}

    public static String of(AlertRule rule) {
        JsonArray receivers = new JsonArray();
        rule.deliver().forEach(receiver -> receivers.add(json(receiver)));
        return new JsonObject()
                .put("symbol", rule.symbol())
                .put("exchange", rule.exchange())
                .put("when", rule.when().toJson())
                .put("rearms", rule.rearms())
                .put("note", rule.note())
                .put("deliver", receivers)
                .put("since", rule.since().toEpochMilli())
                .encode();
    }

    /** @throws RuntimeException if it is not what {@link #of(AlertRule)} gave */
    public static AlertRule rule(String id, String owner, int revision, int generation, String text) {
        JsonObject json = new JsonObject(text);
        return new AlertRule(
                id,
                owner,
                revision,
                generation,
                json.getString("symbol"),
                json.getString("exchange"),
                RuleReader.condition(json.getJsonObject("when")),
                json.getBoolean("rearms"),
                json.getString("note"),
                json.getJsonArray("deliver").stream()
                        .map(receiver -> receiver((JsonObject) receiver))
                        .toList(),
                Instant.ofEpochMilli(json.getLong("since")));
    }

    public static String of(Receiver receiver) {
        return json(receiver).encode();
    }

    public static Receiver receiver(String text) {
        return receiver(new JsonObject(text));
    }

    private static JsonObject json(Receiver receiver) {
        return new JsonObject()
                .put("webhook", receiver.webhook().toString())
                .put("format", receiver.format().label())
                .put("secret", receiver.secret())
                .put("disabled", receiver.disabled());
    }

    private static Receiver receiver(JsonObject json) {
        return new Receiver(
                URI.create(json.getString("webhook")),
                WebhookFormat.of(json.getString("format")).orElseThrow(),
                json.getString("secret"),
                json.getBoolean("disabled"));
    }

    /** Has no secret: nodes also tell each other of firings so. */
    public static JsonObject json(Firing firing) {
        return new JsonObject()
                .put("id", firing.id())
                .put("alert", firing.alert())
                .put("owner", firing.owner())
                .put("symbol", firing.symbol())
                .put("exchange", firing.exchange())
                .put("price", firing.price())
                .put("age_ms", firing.ageMillis())
                .put("when", firing.when().toJson())
                .put("note", firing.note())
                .put("timestamp", firing.timestamp().toEpochMilli())
                .put("demo", firing.demo());
    }

    /** @throws RuntimeException if it is not what {@link #json(Firing)} gave */
    public static Firing firing(JsonObject json) {
        return new Firing(
                text(json, "id"),
                text(json, "alert"),
                text(json, "owner"),
                text(json, "symbol"),
                text(json, "exchange"),
                text(json, "price"),
                json.getLong("age_ms"),
                RuleReader.condition(json.getJsonObject("when")),
                text(json, "note"),
                Instant.ofEpochMilli(json.getLong("timestamp")),
                json.getBoolean("demo"));
    }

    private static String text(JsonObject json, String key) {
        return Optional.ofNullable(json.getString(key)).orElseThrow();
    }
}
