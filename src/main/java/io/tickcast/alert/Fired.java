package io.tickcast.alert;

import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.alert.rule.StoredJson;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/**
 * A new state of a rule, as nodes tell each other.
 *
 * @param firing empty where the rule only waits for something else now
 */
record Fired(String alert, RuleState state, Optional<Firing> firing) {
    static Fired of(FiringLog.Found found) {
        return new Fired(found.step().alert(), found.step().state(), found.firing());
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("alert", alert)
                .put(
                        "state",
                        new JsonObject()
                                .put("generation", state.generation())
                                .put("step", state.step())
                                .put("fired", state.fired())
                                .put("phase", state.phase().name().toLowerCase(Locale.ROOT))
                                .put("since", state.since()));
        firing.ifPresent(told -> json.put("firing", StoredJson.json(told)));
        return json;
    }

    /** @throws RuntimeException if it is not what {@link #toJson()} gave */
    static Fired of(JsonObject json) {
        JsonObject state = json.getJsonObject("state");
        return new Fired(
                Optional.ofNullable(json.getString("alert")).orElseThrow(),
                new RuleState(
                        state.getInteger("generation"),
                        state.getLong("step"),
                        state.getLong("fired"),
                        RuleState.Phase.valueOf(state.getString("phase").toUpperCase(Locale.ROOT)),
                        state.getLong("since")),
                Optional.ofNullable(json.getJsonObject("firing")).map(StoredJson::firing));
    }
}
