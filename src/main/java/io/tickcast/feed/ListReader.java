package io.tickcast.feed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickcast.market.Instrument;
import io.tickcast.market.Symbols;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** Reads the lists of an exchange's REST answers, one element after the other, since a whole list has megabytes. */
public final class ListReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NUMBER = Pattern.compile("\\d{1,30}(\\.\\d{1,40})?([eE][-+]?\\d{1,2})?");
    private static final int MOST_DIGITS = 18;

    private ListReader() {}

    /** Takes an element of a list. Its key is empty in an array. */
    private interface Element {
        void take(String key, JsonNode node);
    }

    /**
     * The instruments of a list.
     *
     * @param list       names of the objects around the list, from the outside
     * @param instrument of an element; empty: none that this project could name
     */
    public static List<Instrument> instruments(
            Buffer body, List<String> list, BiFunction<String, JsonNode, Optional<Instrument>> instrument)
            throws IOException {
        Map<String, Instrument> bySymbol = new HashMap<>();
        read(
                body,
                list,
                (key, node) -> instrument
                        .apply(key, node)
                        .filter(one ->
                                Symbols.isValid(one.symbol()) && !one.name().isEmpty())
                        .ifPresent(one -> bySymbol.merge(
                                one.symbol(),
                                one,
                                (before, next) -> before.isTrading() || !next.isTrading() ? before : next)));
        if (bySymbol.isEmpty()) {
            throw new IOException("no instruments");
        }
        return new ArrayList<>(bySymbol.values());
    }

    /** The quote volumes of a list, by the exchange's names, where there is one. */
    public static Map<String, BigDecimal> volumes(
            Buffer body,
            List<String> list,
            BiFunction<String, JsonNode, String> name,
            BiFunction<String, JsonNode, Optional<BigDecimal>> volume)
            throws IOException {
        Map<String, BigDecimal> volumes = new HashMap<>();
        read(
                body,
                list,
                (key, node) -> volume.apply(key, node).ifPresent(number -> volumes.put(name.apply(key, node), number)));
        if (volumes.isEmpty()) {
            throw new IOException("no volumes");
        }
        return volumes;
    }

    private static void read(Buffer body, List<String> list, Element element) throws IOException {
        try (JsonParser parser = JSON.createParser(body.getBytes())) {
            parser.nextToken();
            for (String name : list) {
                enter(parser, name);
            }
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    element.take("", node(parser));
                }
            } else if (parser.currentToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String key = parser.currentName();
                    parser.nextToken();
                    element.take(key, node(parser));
                }
            } else {
                throw new IOException("no list " + String.join(".", list));
            }
        }
    }

    private static JsonNode node(JsonParser parser) throws IOException {
        if (parser.currentToken() == null) {
            throw new IOException("the list has no end");
        }
        return JSON.readTree(parser);
    }

    private static void enter(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals(name);
                parser.nextToken();
                if (found) {
                    return;
                }
                parser.skipChildren();
            }
        }
        throw new IOException("no list " + name);
    }

    /**
     * An instrument of these two currencies.
     *
     * @param name   in streams and requests
     * @param step   smallest step of prices, as the exchange writes it
     * @param status the exchange's word
     * @param live   the exchange's word for an instrument that trades
     */
    public static Optional<Instrument> instrument(
            String base, String quote, String name, String step, String status, String live) {
        return instrument(base, quote, name, name, digits(step), status, live);
    }

    public static Optional<Instrument> instrument(
            String base, String quote, String name, String restName, OptionalInt digits, String status, String live) {
        return base.isEmpty() || quote.isEmpty()
                ? Optional.empty()
                : Optional.of(new Instrument(
                        Symbols.normalize(base + quote),
                        Symbols.normalize(base),
                        Symbols.normalize(quote),
                        name,
                        restName,
                        digits,
                        status.equals(live) ? Instrument.TRADING : status));
    }

    /** Digits behind the point of a step: 2 of {@code 0.01000000}. */
    public static OptionalInt digits(String step) {
        return decimal(step)
                .filter(number -> number.signum() > 0)
                .map(number -> OptionalInt.of(Math.min(
                        MOST_DIGITS, Math.max(0, number.stripTrailingZeros().scale()))))
                .orElse(OptionalInt.empty());
    }

    /** A number that is not negative; empty for another text. */
    public static Optional<BigDecimal> decimal(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    /** The product of two numbers; empty when one is none. */
    public static Optional<BigDecimal> product(String one, String other) {
        return decimal(one).flatMap(number -> decimal(other).map(number::multiply));
    }
}
