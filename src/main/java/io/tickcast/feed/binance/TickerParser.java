package io.tickcast.feed.binance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.time.NodeClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads Binance's messages token by token and keeps only the fields of a tick. One push parser serves all messages, so
 * that a message costs little more garbage than its tick. Not thread-safe.
 */
final class TickerParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxNumberLength(64)
                    .maxNameLength(256)
                    .maxStringLength(64 * 1024)
                    .build())
            .build();
    /** The parser remembers every name it meets; after this many unknown ones it is replaced. */
    private static final int MAX_UNKNOWN_NAMES = 10_000;
    /** An event time from here on must be in µs: in ms it would lie after the year 5000. */
    private static final long MICROS_FROM = 100_000_000_000_000L;

    /** Further ahead than any clock is wrong: it would win over every right one until that day. */
    private static final long MAX_AHEAD_MILLIS = Duration.ofDays(1).toMillis();

    private static final Text TICKER = Text.of("24hrTicker");
    private static final Text SHUTDOWN = Text.of("serverShutdown");
    private static final Text SHUTDOWN_STREAM = Text.of("!serverShutdown");

    private final String exchange;
    private final boolean demo;
    private final NodeClock clock;
    private final Map<Text, String> symbols;
    private final Tick.Builder tick = new Tick.Builder();
    private final Text view = new Text();

    private @Nullable JsonParser reusable;
    private int unknownNames;

    // Of the message being read.
    private String symbol = "";
    private String code = "";
    private String text = "";
    private String fault = "";
    private long eventTime;
    private int strangeFields;
    private boolean isTicker;
    private boolean isShutdown;
    private boolean isOfShutdown;
    private boolean hasResult;
    private boolean hasError;

    TickerParser(String exchange, Collection<String> symbols, boolean demo, NodeClock clock) {
        this.exchange = exchange;
        this.demo = demo;
        this.clock = clock;
        this.symbols = symbols.stream().collect(Collectors.toMap(Text::of, Function.identity()));
    }

    /** @param length how many bytes of the array, from its beginning, are the message */
    void read(byte[] message, int length, long receivedAt, Sink sink) {
        clear();
        try {
            parse(message, length);
        } catch (IOException e) {
            reusable = null;
            sink.malformed(e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.toString());
            return;
        }
        conclude(receivedAt, sink);
    }

    private void clear() {
        tick.clear();
        symbol = "";
        code = "";
        text = "";
        fault = "";
        eventTime = 0;
        strangeFields = 0;
        isTicker = false;
        isShutdown = false;
        isOfShutdown = false;
        hasResult = false;
        hasError = false;
    }

    private void conclude(long receivedAt, Sink sink) {
        if (isTicker) {
            concludeTick(receivedAt, sink);
        } else if (isShutdown || isOfShutdown) {
            sink.shutdownAnnounced();
        } else if (hasError || !code.isEmpty()) {
            sink.refused("code " + code + ' ' + text);
        } else if (hasResult) {
            sink.acknowledged();
        } else {
            sink.unknown();
        }
    }

    private void concludeTick(long receivedAt, Sink sink) {
        if (symbol.isEmpty()) {
            sink.unknown();
            return;
        }
        long millis = eventTime >= MICROS_FROM ? eventTime / 1_000 : eventTime;
        long ahead = ahead(millis, receivedAt);
        if (millis <= 0) {
            sink.malformed(symbol + " has the event time " + eventTime);
        } else if (ahead > MAX_AHEAD_MILLIS) {
            sink.malformed(symbol + " is dated " + ahead / 1_000
                    + " s ahead of this machine's clock; if all prices are, that clock is wrong");
        } else if (!fault.isEmpty()) {
            sink.malformed(symbol + ' ' + fault);
        } else if (!tick.has(DecimalField.PRICE)) {
            sink.malformed(symbol + " has no price");
        } else {
            if (strangeFields > 0) {
                sink.unknownFields(strangeFields);
            }
            sink.tick(tick.exchange(exchange)
                    .symbol(symbol)
                    .eventTime(millis)
                    .receivedAt(receivedAt)
                    .demo(demo)
                    .build());
        }
    }

    /**
     * Goes by the later one of two clocks: this node's may have begun wrong, and the wall clock may have been set
     * wrong.
     */
    private long ahead(long millis, long receivedAt) {
        long ahead = millis - receivedAt / 1_000;
        return ahead > MAX_AHEAD_MILLIS ? Math.min(ahead, millis - clock.wall(receivedAt) / 1_000) : ahead;
    }

    private void parse(byte[] message, int length) throws IOException {
        JsonParser parser = reusable != null ? reusable : newParser();
        reusable = parser;
        ByteArrayFeeder feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
        feeder.feedInput(message, 0, length);
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            reusable = null;
            return;
        }
        object(parser, true);
        if (!feeder.needMoreInput()) {
            blanksOnly(parser);
        }
        unknownNames += strangeFields;
        if (unknownNames > MAX_UNKNOWN_NAMES) {
            unknownNames = 0;
            reusable = null;
        }
    }

    /**
     * Reads what follows the message. It is looked at as bytes, too: the beginning of a number, a word or a text is no
     * token yet, and the parser would go on with it in the next message.
     */
    private static void blanksOnly(JsonParser parser) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        parser.releaseBuffered(rest);
        if (!rest.toString(StandardCharsets.UTF_8).isBlank() || parser.nextToken() != JsonToken.NOT_AVAILABLE) {
            throw new JsonParseException(parser, "more follows the message");
        }
    }

    /** Reads to the end of an object whose fields count: the message itself, its {@code data} or its {@code error}. */
    private void object(JsonParser parser, boolean outer) throws IOException {
        while (next(parser) != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = next(parser);
            if (token == JsonToken.START_OBJECT && outer && (name.equals("data") || name.equals("error"))) {
                hasError |= name.equals("error");
                object(parser, false);
            } else if (token.isStructStart()) {
                strangeFields++;
                skip(parser);
            } else {
                field(name, token, parser);
            }
        }
    }

    private void skip(JsonParser parser) throws IOException {
        for (int depth = 1; depth > 0; ) {
            JsonToken token = next(parser);
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
    }

    private JsonToken next(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.NOT_AVAILABLE || token == null) {
            throw new JsonParseException(parser, "the message is cut off");
        }
        return token;
    }

    private void field(String name, JsonToken token, JsonParser parser) throws IOException {
        switch (name) {
            case "e" -> {
                isTicker = show(parser).equals(TICKER);
                isShutdown = view.equals(SHUTDOWN);
            }
            case "E" -> eventTime = token.isNumeric() ? parser.getLongValue() : 0;
            case "s" -> symbol = symbols.getOrDefault(show(parser), "");
            case "c" -> figure(DecimalField.PRICE, parser);
            case "P" -> figure(DecimalField.CHANGE_24H, parser);
            case "o" -> figure(DecimalField.OPEN, parser);
            case "h" -> figure(DecimalField.HIGH, parser);
            case "l" -> figure(DecimalField.LOW, parser);
            case "v" -> figure(DecimalField.VOLUME, parser);
            case "q" -> figure(DecimalField.QUOTE_VOLUME, parser);
            case "b" -> figure(DecimalField.BID, parser);
            case "a" -> figure(DecimalField.ASK, parser);
            case "stream" -> isOfShutdown = show(parser).equals(SHUTDOWN_STREAM);
            case "result" -> hasResult = true;
            case "code" -> code = parser.getText();
            case "msg" -> text = parser.getText();
            case "p", "w", "x", "Q", "B", "A", "O", "C", "F", "L", "n", "id" -> {}
            default -> strangeFields++;
        }
    }

    private void figure(DecimalField field, JsonParser parser) throws IOException {
        if (!tick.figure(field, show(parser)) && fault.isEmpty()) {
            fault = "has a " + field + " that is not a valid number: " + view;
        }
    }

    private Text show(JsonParser parser) throws IOException {
        return view.show(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }

    private static JsonParser newParser() {
        try {
            return JSON.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new UncheckedIOException("the JSON parser failed although it reads from memory", e);
        }
    }
}
