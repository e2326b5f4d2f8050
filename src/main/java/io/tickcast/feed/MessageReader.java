package io.tickcast.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON messages of an exchange token by token. One push parser serves all of them, so that a message costs
 * little more garbage than what is made of it. Not thread-safe.
 */
public final class MessageReader {
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
    /** The parser remembers every name that it meets. After so many unknown ones it starts afresh. */
    private static final int MAX_UNKNOWN_NAMES = 10_000;

    /** A ticker has less than 1 KB; a longer message is rare enough to be garbage. */
    private static final int MAX_KEPT_BYTES = 4 << 10;

    private final byte[] kept = new byte[MAX_KEPT_BYTES];
    private @Nullable JsonParser reusable;
    private int unknownNames;
    private int unknown;

    /** Takes the fields of a message, one after the other. */
    public interface Fields {
        /**
         * Whether the fields in this object or array count as well; others are skipped.
         *
         * @param start whether it is an object or an array
         * @param depth 0 in the message itself
         */
        boolean enters(String name, JsonToken start, int depth);

        /**
         * Takes a value that is no object and no array. One in an array has the array's name.
         *
         * @return whether the name is known
         */
        boolean field(String name, JsonToken value, JsonParser parser) throws IOException;

        /** All fields of an object have been taken; of the message itself last, with depth 0. */
        default void end(int depth) {}

        /** All values of an array have been taken, with depth 1 for an array in the message itself. */
        default void endArray(int depth) {}
    }

    /**
     * @return the number of unknown fields
     * @throws IOException when the bytes are no JSON; {@link #reason} words it
     */
    public int read(Buffer message, Fields fields) throws IOException {
        unknown = 0;
        byte[] bytes = message.length() <= kept.length ? kept : new byte[message.length()];
        message.getBytes(bytes);
        try {
            parse(bytes, message.length(), fields);
        } catch (IOException | RuntimeException e) {
            reusable = null;
            throw e;
        }
        unknownNames += unknown;
        if (unknownNames > MAX_UNKNOWN_NAMES) {
            unknownNames = 0;
            reusable = null;
        }
        return unknown;
    }

    /** The reason for which bytes are no message, without a piece of them. */
    public static String reason(IOException e) {
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.toString();
    }

    private void parse(byte[] message, int length, Fields fields) throws IOException {
        JsonParser parser = reusable == null ? newParser() : reusable;
        reusable = parser;
        ByteArrayFeeder feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
        feeder.feedInput(message, 0, length);
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            reusable = null;
            return;
        }
        object(parser, fields, 0);
        if (!feeder.needMoreInput()) {
            blanksOnly(parser);
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

    private void object(JsonParser parser, Fields fields, int depth) throws IOException {
        while (next(parser) != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = next(parser);
            if (!token.isStructStart()) {
                field(name, token, parser, fields);
            } else if (!fields.enters(name, token, depth)) {
                unknown++;
                skip(parser);
            } else if (token == JsonToken.START_OBJECT) {
                object(parser, fields, depth + 1);
            } else {
                array(name, parser, fields, depth + 1);
            }
        }
        fields.end(depth);
    }

    private void array(String name, JsonParser parser, Fields fields, int depth) throws IOException {
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            if (token == JsonToken.START_OBJECT) {
                object(parser, fields, depth);
            } else if (token == JsonToken.START_ARRAY) {
                array(name, parser, fields, depth + 1);
            } else {
                field(name, token, parser, fields);
            }
        }
        fields.endArray(depth);
    }

    private void field(String name, JsonToken token, JsonParser parser, Fields fields) throws IOException {
        if (!fields.field(name, token, parser)) {
            unknown++;
        }
    }

    private static void skip(JsonParser parser) throws IOException {
        for (int depth = 1; depth > 0; ) {
            JsonToken token = next(parser);
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
    }

    private static JsonToken next(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.NOT_AVAILABLE || token == null) {
            throw new JsonParseException(parser, "the message is cut off");
        }
        return token;
    }

    private static JsonParser newParser() {
        try {
            return JSON.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new UncheckedIOException("the JSON parser failed although it reads from memory", e);
        }
    }
}
