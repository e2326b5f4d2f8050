package io.tickcast.sse.signal;

import io.tickcast.market.Signal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A piece of the signals that a node has kept, for another one that was not there.
 *
 * @param signals    in the order of their arrival
 * @param coversFrom cursor from which on nothing is missing, once all pieces are there
 * @param next       where the next piece begins, for {@link SignalHub#past}
 * @param complete   whether there is nothing more
 */
public record SignalHistoryPage(List<Signal> signals, long coversFrom, long next, boolean complete) {
    public SignalHistoryPage {
        signals = List.copyOf(signals);
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put(
                        "signals",
                        new JsonArray(signals.stream().map(Signal::toJson).toList()))
                .put("covers_from", coversFrom)
                .put("next", next)
                .put("complete", complete);
    }

    /** @throws IllegalArgumentException when this is not what {@link #toJson} gives */
    public static SignalHistoryPage of(JsonObject json) {
        try {
            return new SignalHistoryPage(
                    json.getJsonArray("signals").stream()
                            .map(signal -> Signal.of((JsonObject) signal))
                            .toList(),
                    json.getLong("covers_from"),
                    json.getLong("next"),
                    json.getBoolean("complete"));
        } catch (NullPointerException | ClassCastException e) {
            throw new IllegalArgumentException("Not a page of the signal history", e);
        }
    }
}
