package io.tickcast.access;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The right to read certain symbols and signals, and to publish certain prices, until a certain time.
 *
 * @param holder  a one-way identifier of the subject, the same for all its tokens; empty without a token
 * @param symbols names, and beginnings with {@code *} behind; empty: all
 * @param signals names; empty: all
 * @param publish a source, a colon and a symbol or pattern as above, each; empty: all
 * @param until   empty: forever
 */
public record Grant(
        String holder,
        Optional<List<String>> symbols,
        Optional<List<String>> signals,
        Optional<List<String>> publish,
        Optional<Instant> until) {
    /** Everything for everyone. */
    public static final Grant ALL =
            new Grant("", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final String NOBODY = ClaimsChecker.holder("");

    /** A grant that allows to publish nothing. */
    public Grant(
            String holder, Optional<List<String>> symbols, Optional<List<String>> signals, Optional<Instant> until) {
        this(holder, symbols, signals, Optional.of(List.of()), until);
    }

    /** Whether its token names no subject, so that others hold the same. */
    public boolean isNobodys() {
        return holder.equals(NOBODY);
    }

    public boolean allowsSymbol(String symbol) {
        return symbols.isEmpty() || matchesAny(symbols.get(), symbol);
    }

    private static boolean matchesAny(List<String> patterns, String name) {
        return patterns.stream()
                .anyMatch(pattern -> pattern.endsWith("*")
                        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                        : name.equals(pattern));
    }

    /** Whether prices of this source's symbol may be published. */
    public boolean allowsPublishing(String source, String symbol) {
        return publish.isEmpty() || matchesAny(publish.get(), source + ':' + symbol);
    }

    /** Whether any price may be published. */
    public boolean allowsPublishing() {
        return publish.isEmpty() || !publish.get().isEmpty();
    }

    public boolean allowsSignal(String name) {
        return signals.isEmpty() || signals.get().contains(name);
    }

    /** The same for symbols that go by other names here. */
    public Grant resolved(UnaryOperator<String> names) {
        return new Grant(holder, symbols.map(all -> all.stream().map(names).toList()), signals, publish, until);
    }

    /** Serializes this grant for another node, or for later, without what may be published: a ticket is for reading. */
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
