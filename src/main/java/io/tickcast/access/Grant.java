package io.tickcast.access;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The right to read certain symbols and signals until a certain time.
 *
 * @param holder  a one-way identifier of the subject, the same for all its tokens; empty without a token
 * @param symbols names, and beginnings with {@code *} behind; empty: all
 * @param signals names; empty: all
 * @param until   empty: forever
 */
public record Grant(
        String holder, Optional<List<String>> symbols, Optional<List<String>> signals, Optional<Instant> until) {
    /** Everything for everyone. */
    public static final Grant ALL = new Grant("", Optional.empty(), Optional.empty(), Optional.empty());

    public boolean allowsSymbol(String symbol) {
        return symbols.isEmpty()
                || symbols.get().stream()
                        .anyMatch(pattern -> pattern.endsWith("*")
                                ? symbol.startsWith(pattern.substring(0, pattern.length() - 1))
                                : symbol.equals(pattern));
    }

    public boolean allowsSignal(String name) {
        return signals.isEmpty() || signals.get().contains(name);
    }

    /** The same for symbols that go by other names here. */
    public Grant resolved(UnaryOperator<String> names) {
        return new Grant(holder, symbols.map(all -> all.stream().map(names).toList()), signals, until);
    }

    /** Serializes this grant for another node, or for later. */
    String toText() {
        JsonObject json = new JsonObject().put("holder", holder);
        symbols.ifPresent(all -> json.put("symbols", new JsonArray(all)));
        signals.ifPresent(all -> json.put("signals", new JsonArray(all)));
        until.ifPresent(at -> json.put("until", at.toEpochMilli()));
        return json.encode();
    }

    static Grant of(String text) {
        JsonObject json = new JsonObject(text);
        return new Grant(
                json.getString("holder"),
                texts(json, "symbols"),
                texts(json, "signals"),
                Optional.ofNullable(json.getLong("until")).map(Instant::ofEpochMilli));
    }

    private static Optional<List<String>> texts(JsonObject json, String name) {
        return Optional.ofNullable(json.getJsonArray(name))
                .map(all -> all.stream().map(String.class::cast).toList());
    }
}
