package io.tickcast.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The files of the repository for operators, to be looked into. */
public final class ShippedFiles {
    private ShippedFiles() {}

    public static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The documents of a file, anchors and merges resolved. */
    public static List<Yamls> yaml(String file) {
        List<Yamls> documents = new ArrayList<>();
        new Yaml().loadAll(text(file)).forEach(document -> documents.add(new Yamls(document)));
        return documents;
    }

    /** The first group of each match. */
    public static List<String> all(String regex, String text) {
        return Pattern.compile(regex, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    public static String one(String regex, String text) {
        Matcher matcher = Pattern.compile(regex, Pattern.MULTILINE).matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + regex);
        }
        return matcher.group(1);
    }

    /** A place in a document. */
    public record Yamls(Object value) {
        /** The place below this one, by keys and by numbers of list elements. */
        public Yamls at(Object... path) {
            Object place = value;
            for (Object step : path) {
                Object next =
                        step instanceof Integer index ? ((List<?>) place).get(index) : ((Map<?, ?>) place).get(step);
                if (next == null) {
                    throw new AssertionError("no " + step + " in " + place);
                }
                place = next;
            }
            return new Yamls(place);
        }

        public List<Yamls> list(Object... path) {
            return ((List<?>) at(path).value).stream().<Yamls>map(Yamls::new).toList();
        }

        public String text(Object... path) {
            return at(path).value.toString();
        }

        public boolean has(String key) {
            return ((Map<?, ?>) value).containsKey(key);
        }

        public List<String> keys(Object... path) {
            return ((Map<?, ?>) at(path).value)
                    .keySet().stream().map(Object::toString).toList();
        }
    }
}
