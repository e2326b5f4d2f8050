package io.tickcast.alert.rule;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * A rule of one owner: when a condition comes true, its receivers and the owner's streams are told. Immutable.
 *
 * @param id       the same for ever
 * @param owner    a one-way identifier of the token's subject; empty for whoever administers the node
 * @param revision rises with each change
 * @param generation rises with each change that lets the rule begin anew
 * @param symbol   as the exchange's feed has it
 * @param exchange also a source of published prices, or the index
 * @param rearms   whether it fires again, once its condition has clearly ended
 * @param note     may be empty
 * @param since    start of this generation: a move counts from there
 */
public record AlertRule(
        String id,
        String owner,
        int revision,
        int generation,
        String symbol,
        String exchange,
        Condition when,
        boolean rearms,
        String note,
        List<Receiver> deliver,
        Instant since) {
    public AlertRule {
        deliver = List.copyOf(deliver);
    }

    /** The rule as clients see it: without secrets, and without the parts of a webhook that may be one. */
    public JsonObject shown() {
        JsonArray receivers = new JsonArray();
        for (Receiver receiver : deliver) {
            JsonObject json = new JsonObject()
                    .put("webhook", receiver.shown())
                    .put("format", receiver.format().label());
            receivers.add(receiver.disabled() ? json.put("disabled", true) : json);
        }
        return new JsonObject()
                .put("id", id)
                .put("symbol", symbol)
                .put("exchange", exchange)
                .put("when", when.toJson())
                .put("repeat", rearms ? "rearm" : "once")
                .put("note", note)
                .put("deliver", receivers)
                .put("since", since.toString());
    }

    @Override
    public String toString() {
        return "alert " + id;
    }
}
