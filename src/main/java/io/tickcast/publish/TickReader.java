package io.tickcast.publish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.tickcast.log.Printable;
import io.tickcast.market.DecimalField;
import io.tickcast.market.PlainDecimal;
import io.tickcast.market.Symbols;
import io.tickcast.market.TickBuilder;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads a line as a tick, {@code {"exchange":"desk","symbol":"EURUSD","price":"1.08345"}}, token by token: no number
 * passes through a double. Used for one line after the other. Not thread-safe.
 */
final class TickReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build();

    private static final Map<String, DecimalField> FIGURES =
            EnumSet.range(DecimalField.PRICE, DecimalField.ASK).stream()
                    .collect(Collectors.toMap(field -> field.name().toLowerCase(Locale.ROOT), Function.identity()));
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,18}");
    private static final int MAX_SHOWN = 60;

    private final TickBuilder tick = new TickBuilder();
    private String exchange = "";
    private String symbol = "";
    private long eventTime;
    private String fault = "";

    /** @return the reason that the line is no tick; empty if it is one */
    Optional<String> read(byte[] body, int from, int to) {
        tick.clear();
        exchange = "";
        symbol = "";
        eventTime = 0;
        fault = "";
        try (JsonParser parser = JSON.createParser(body, from, to - from)) {
            readObject(parser);
        } catch (JsonProcessingException e) {
            fault = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")
                    ? "has a key twice"
                    : "is not valid JSON";
        } catch (IOException e) {
            // Bytes that are no UTF-8, for one.
            fault = "is not valid JSON";
        }
        require(!exchange.isEmpty(), "exchange is missing");
        require(!symbol.isEmpty(), "symbol is missing");
        require(tick.has(DecimalField.PRICE), "price is missing");
        return fault.isEmpty() ? Optional.empty() : Optional.of(fault);
    }

    /** Takes only the first fault: others often follow from it. */
    private void require(boolean holds, String otherwise) {
        if (!holds && fault.isEmpty()) {
            fault = otherwise;
        }
    }

    private void readObject(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            fault = "is empty: the array has a comma too many or breaks off";
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            fault = "is not a JSON object";
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            readValue(parser.currentName(), parser);
        }
        if (parser.nextToken() != null) {
            fault = "continues after its JSON object";
        }
    }

    /** Unknown names are left alone, as in other requests. */
    private void readValue(String name, JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        switch (name) {
            case "exchange" -> exchange = name(token, "exchange: give the name of a source", parser);
            case "symbol" -> symbol = symbol(token, parser);
            case "event_time" -> eventTime(token, parser);
            default -> {
                DecimalField figure = FIGURES.get(name);
                if (figure == null) {
                    parser.skipChildren();
                } else {
                    figure(figure, name, token, parser);
                }
            }
        }
    }

    private String name(JsonToken token, String otherwise, JsonParser parser) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return "";
        }
        if (token != JsonToken.VALUE_STRING || parser.getTextLength() == 0) {
            require(false, otherwise);
            parser.skipChildren();
            return "";
        }
        return parser.getText();
    }

    private String symbol(JsonToken token, JsonParser parser) throws IOException {
        String right =
                "symbol: give a text of 1 to " + Symbols.MAX_LENGTH + " letters, digits, -, _ or ., such as EURUSD";
        String text = name(token, right, parser);
        if (text.length() > Symbols.MAX_LENGTH) {
            require(false, right);
            return "";
        }
        String normal = Symbols.normalize(text);
        require(text.isEmpty() || Symbols.isValid(normal), right);
        return normal;
    }

    private void eventTime(JsonToken token, JsonParser parser) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        String text = digits(token, parser);
        if (MILLIS.matcher(text).matches()) {
            eventTime = Long.parseLong(text);
        }
        require(eventTime > 0, "event_time: give ms since 1970 as a whole number, such as 1704868500123");
    }

    private void figure(DecimalField figure, String name, JsonToken token, JsonParser parser) throws IOException {
        if (token != JsonToken.VALUE_NULL) {
            require(
                    tick.figure(figure, PlainDecimal.of(digits(token, parser))),
                    name + ": give a number such as 1.08345" + rule(figure) + ", of at most " + DecimalField.MAX_LENGTH
                            + " characters");
        }
    }

    private static String rule(DecimalField figure) {
        return switch (figure) {
            case PRICE -> ", above 0";
            case CHANGE_24H -> "";
            default -> ", not below 0";
        };
    }

    /** The digits of a number, or of a text that holds one; empty for anything else. */
    private static String digits(JsonToken token, JsonParser parser) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT
                || token == JsonToken.VALUE_NUMBER_FLOAT
                || token == JsonToken.VALUE_STRING) {
            return parser.getTextLength() > 2 * DecimalField.MAX_LENGTH ? "" : parser.getText();
        }
        parser.skipChildren();
        return "";
    }

    /** Name of the source; empty when the line has none. */
    String exchange() {
        return exchange;
    }

    String symbol() {
        return symbol;
    }

    /** In ms since the epoch; 0: the line has none. */
    long eventTime() {
        return eventTime;
    }

    /** The figures of the tick, to be completed. */
    TickBuilder tick() {
        return tick;
    }

    /** A text of the line, fit for a message. */
    static String shown(String text) {
        return Printable.shown(text, MAX_SHOWN);
    }
}
