package io.tickcast.market;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Locale;

/**
 * Trades, or candles of a minute, of a symbol that an exchange had and that could not be had from it.
 *
 * @param from id of the first trade, or open time of the first candle in ms
 * @param to   id of the last trade, or open time of the last candle
 */
public record Gap(Kind kind, String exchange, String symbol, long from, long to) {
    /** Kind of the missing data. */
    public enum Kind {
        TRADES,
        CANDLES;

        /** Its name on the event bus and on streams. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Kind of(String label) {
            return Arrays.stream(values())
                    .filter(kind -> kind.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("a gap of an unknown kind"));
        }
    }

    /** @throws IllegalArgumentException when it could be none */
    public Gap {
        if (!Symbols.isValid(exchange) || !Symbols.isValid(symbol) || from < 1 || to < from) {
            throw new IllegalArgumentException("a gap has an exchange, a symbol, and ids or times in their order");
        }
    }

    /** A gap of trades. */
    public Gap(String exchange, String symbol, long from, long to) {
        this(Kind.TRADES, exchange, symbol, from, to);
    }

    /** Whether all of the other gap, which is of the same kind and symbol, is part of this one, too. */
    public boolean contains(Gap other) {
        return from <= other.from && other.to <= to;
    }

    /** All of both, which are of the same kind and symbol, and what is between them. */
    public Gap and(Gap other) {
        return new Gap(kind, exchange, symbol, Math.min(from, other.from), Math.max(to, other.to));
    }

    /** As on the event bus. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("exchange", exchange)
                .put("symbol", symbol)
                .put("kind", kind.label())
                .put("from", from)
                .put("to", to);
    }

    /** @throws RuntimeException when it is none */
    public static Gap of(JsonObject json) {
        return new Gap(
                Kind.of(json.getString("kind", "")),
                json.getString("exchange", ""),
                json.getString("symbol", ""),
                json.getLong("from", 0L),
                json.getLong("to", 0L));
    }
}
