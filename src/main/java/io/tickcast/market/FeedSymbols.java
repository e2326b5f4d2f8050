package io.tickcast.market;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The instruments that a line of a feed follows, on {@link BusAddresses#FEED_SYMBOLS}: those that trade, and those that
 * its settings name even while they do not.
 *
 * @param line number of the line, from 1 on
 */
public record FeedSymbols(String exchange, int line, List<Instrument> instruments) {
    public FeedSymbols {
        requireNonNull(exchange);
        instruments = List.copyOf(instruments);
    }

    public JsonObject toJson() {
        JsonArray all = new JsonArray();
        instruments.forEach(instrument -> all.add(instrument.toJson()));
        return new JsonObject().put("exchange", exchange).put("line", line).put("instruments", all);
    }

    /** @throws RuntimeException when this is not what {@link #toJson()} gives */
    public static FeedSymbols of(JsonObject json) {
        return new FeedSymbols(
                json.getString("exchange"),
                json.getInteger("line"),
                json.getJsonArray("instruments").stream()
                        .map(JsonObject.class::cast)
                        .map(Instrument::of)
                        .toList());
    }
}
