package io.tickcast.config;

import static com.fasterxml.jackson.core.JsonToken.END_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.END_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.START_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_NULL;
import static com.fasterxml.jackson.core.JsonToken.VALUE_STRING;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.tickcast.config.RawSetting.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * A YAML text as a flat list of entries, in the order of the text. It reads tokens instead of a tree because a tree
 * forgets how a value was written (a password 0012 would become the number 10) and on which line.
 */
final class YamlEntries {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(16).build())
            .build();

    private final String name;
    private final YAMLParser parser;
    private final List<RawSetting> entries = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    private YamlEntries(String name, YAMLParser parser) {
        this.name = name;
        this.parser = parser;
    }

    /** @param name name of the text in messages, such as the name of its file */
    static List<RawSetting> read(String name, String text) {
        try (YAMLParser parser = YAML.createParser(text)) {
            return new YamlEntries(name, parser).document();
        } catch (IOException e) {
            throw new SettingsException(name + " is not valid YAML" + reason(e, text));
        }
    }

    private List<RawSetting> document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == START_OBJECT) {
            mapping("");
        } else if (first != null && !isEmptyScalar(first)) {
            throw new SettingsException(name + " must be a mapping of keys to values");
        }
        if (parser.nextToken() != null) {
            throw new SettingsException(
                    name + " holds a second YAML document at line " + line() + "; only one is read");
        }
        return entries;
    }

    private void mapping(String group) throws IOException {
        while (parser.nextToken() != END_OBJECT) {
            String key = group.isEmpty() ? parser.currentName() : group + "." + parser.currentName();
            String origin = name + " line " + line();
            if (!seen.add(key)) {
                throw new RawSetting(key, Shape.GROUP, List.of(), origin).refused("is written twice");
            }
            value(key, origin);
        }
    }

    private void value(String key, String origin) throws IOException {
        switch (parser.nextToken()) {
            case START_OBJECT -> {
                entries.add(new RawSetting(key, Shape.GROUP, List.of(), origin));
                mapping(key);
            }
            case START_ARRAY -> entries.add(new RawSetting(key, Shape.LIST, items(key, origin), origin));
            default -> entries.add(RawSetting.text(key, scalar(key, origin), origin));
        }
    }

    private List<String> items(String key, String origin) throws IOException {
        List<String> items = new ArrayList<>();
        while (parser.nextToken() != END_ARRAY) {
            if (parser.currentToken().isStructStart()) {
                throw new RawSetting(key, Shape.LIST, List.of(), origin)
                        .refused("is a list but not one of plain values");
            }
            items.add(scalar(key, origin));
        }
        return List.copyOf(items);
    }

    private String scalar(String key, String origin) throws IOException {
        if (parser.isCurrentAlias()) {
            throw RawSetting.text(key, "", origin).refused("is a YAML alias but must be written out");
        }
        return parser.currentToken() == VALUE_NULL ? "" : parser.getText();
    }

    private boolean isEmptyScalar(JsonToken token) throws IOException {
        return token == VALUE_NULL || (token == VALUE_STRING && parser.getText().isEmpty());
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String reason(IOException e, String text) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            Mark mark = marked.getProblemMark();
            return at(mark.getLine() + 1, mark.getColumn() + 1) + ": " + problem(marked);
        }
        if (e.getCause() instanceof ReaderException unreadable) {
            return unprintable(text, unreadable.getPosition());
        }
        if (e instanceof JsonProcessingException json && json.getLocation() != null) {
            return at(json.getLocation().getLineNr(), json.getLocation().getColumnNr());
        }
        return ": it is nested too deeply";
    }

    private static String unprintable(String text, int position) {
        String before = text.substring(0, text.offsetByCodePoints(0, position));
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int column = before.length() - before.lastIndexOf('\n');
        return at(line, column) + ": an unprintable character";
    }

    private static String at(int line, int column) {
        return " at line " + line + ", column " + column;
    }

    /** An unquoted secret that starts with '!' is taken for a tag, so a tag is not repeated. */
    private static String problem(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        return problem.contains("tag") ? "it holds a tag that is unknown" : PrintableSetting.plain(problem);
    }
}
