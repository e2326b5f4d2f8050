package io.tickcast.market;

import io.vertx.core.json.JsonObject;

/**
 * Trades of a symbol that an exchange had and that could not be had from it.
 *
 * @param from id of the first one
 * @param to   id of the last one
 */
public record Gap(String exchange, String symbol, long from, long to) {
    private static final String TRADES = "trades";

    /** @throws IllegalArgumentException when it could be none */
    public Gap {
        if (!Symbols.isValid(exchange) || !Symbols.isValid(symbol) || from < 1 || to < from) {
            throw new IllegalArgumentException("a gap has an exchange, a symbol and ids of trades in their order");
        }
    }

    public String kind() {
        return TRADES;
    }

    /** Whether all trades of the other gap, which is of the same symbol, are of this one, too. */
    public boolean contains(Gap other) {
        return from <= other.from && other.to <= to;
    }

    /** The trades of both, which are of the same symbol, and those between them. */
    public Gap and(Gap other) {
        return new Gap(exchange, symbol, Math.min(from, other.from), Math.max(to, other.to));
    }

    /** As on the event bus. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("exchange", exchange)
                .put("symbol", symbol)
                .put("kind", TRADES)
                .put("from", from)
                .put("to", to);
    }

    /** @throws RuntimeException when it is none */
    public static Gap of(JsonObject json) {
        if (!TRADES.equals(json.getString("kind"))) {
            throw new IllegalArgumentException("a gap of an unknown kind");
        }
        return new Gap(
                json.getString("exchange", ""),
                json.getString("symbol", ""),
                json.getLong("from", 0L),
                json.getLong("to", 0L));
    }
}
