package io.tickcast.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An answer of an exchange's REST with rows of values, and the words beside them. Every value is the text that it is on
 * the wire: a number that goes through a double may lose digits.
 *
 * @param words the values beside the rows, by their names
 * @param lists names of the lists that are there, empty ones too
 * @param rows  values of each row; of a long one the first ones
 */
record RowAnswer(Map<String, String> words, Set<String> lists, List<List<String>> rows) {
    /** More than any exchange sends: the longest answer has 1,000. */
    static final int MAX_ROWS = 2_000;

    private static final int MAX_COLUMNS = 16;
    private static final int MAX_WORDS = 100;
    private static final int MAX_DEPTH = 8;
    private static final JsonFactory JSON = JsonFactory.builder()
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(64)
                    .maxNameLength(256)
                    .maxStringLength(4_096)
                    .build())
            .build();

    /** @throws IOException when the bytes are no JSON, or more of it than an answer has */
    static RowAnswer read(Buffer body) throws IOException {
        RowAnswer answer = new RowAnswer(new HashMap<>(), new HashSet<>(), new ArrayList<>());
        try (JsonParser parser = JSON.createParser(body.getBytes())) {
            answer.take("", next(parser), parser);
        }
        return answer;
    }

    String word(String name) {
        return words.getOrDefault(name, "");
    }

    /** Takes a value that is no part of a row, with all that is in it. */
    private void take(String name, JsonToken token, JsonParser parser) throws IOException {
        switch (token) {
            case START_OBJECT -> {
                while (next(parser) != JsonToken.END_OBJECT) {
                    String field = parser.currentName();
                    take(field, next(parser), parser);
                }
            }
            case START_ARRAY -> list(name, parser);
            default -> {
                if (words.size() < MAX_WORDS) {
                    words.putIfAbsent(name, parser.getText());
                }
            }
        }
    }

    private void list(String name, JsonParser parser) throws IOException {
        lists.add(name);
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            if (token == JsonToken.START_ARRAY) {
                rows.add(row(parser));
                if (rows.size() > MAX_ROWS) {
                    throw new IOException("an answer of more than " + MAX_ROWS + " rows");
                }
            } else {
                take(name, token, parser);
            }
        }
    }

    private static List<String> row(JsonParser parser) throws IOException {
        List<String> values = new ArrayList<>();
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            if (token.isStructStart()) {
                parser.skipChildren();
            }
            if (values.size() < MAX_COLUMNS) {
                values.add(token.isScalarValue() ? parser.getText() : "");
            }
        }
        return values;
    }

    private static JsonToken next(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new IOException("the answer is cut off");
        }
        return token;
    }
}
