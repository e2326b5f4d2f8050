package io.tickcast.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * All files for browsers by their path on the server: the files under {@code web} on the classpath. They are held in
 * memory, so that no request touches a disk and no path leads anywhere else.
 */
public final class WebFiles {
    private static final String ROOT = "web";
    private static final String UNKNOWN = "data-demo=\"false\" data-coins=\"10\"";

    private final Map<String, WebFile> files;

    private WebFiles(Map<String, WebFile> files) {
        this.files = Map.copyOf(files);
    }

    /** Reads them all. Blocks for some 10 ms. */
    public static WebFiles load() {
        try {
            Map<String, WebFile> files = new HashMap<>();
            for (URL root : Collections.list(WebFiles.class.getClassLoader().getResources(ROOT))) {
                read(root.toURI(), files);
            }
            return new WebFiles(files);
        } catch (IOException e) {
            throw new UncheckedIOException("The files for browsers cannot be read", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Not a place of files", e);
        }
    }

    private static void read(URI root, Map<String, WebFile> files) throws IOException {
        if (!root.getScheme().equals("jar")) {
            readTree(Path.of(root), files);
            return;
        }
        try (FileSystem jar = FileSystems.newFileSystem(root, Map.of())) {
            readTree(jar.getPath(ROOT), files);
        }
    }

    private static void readTree(Path root, Map<String, WebFile> files) throws IOException {
        List<Path> paths;
        try (Stream<Path> tree = Files.walk(root)) {
            paths = tree.filter(Files::isRegularFile).toList();
        }
        for (Path path : paths) {
            String name = root.relativize(path).toString().replace('\\', '/');
            // As everywhere on a classpath, the first counts.
            files.putIfAbsent(path(name), WebFile.of(name, Files.readAllBytes(path)));
        }
    }

    /** Pages have addresses without the end of a file's name. */
    private static String path(String name) {
        return '/' + (name.equals("index.html") ? "" : name.replaceFirst("\\.html$", ""));
    }

    /**
     * The same with what the pages are to know before their first paint, since what it learns later would move all below.
     *
     * @param demo      whether the prices are made up
     * @param coins     number of rows to come
     * @param exchanges exchanges that it can show, the primary first; one alone is not named
     * @param candles   exchanges whose candles are kept, the primary first
     */
    WebFiles shownBy(boolean demo, int coins, List<String> exchanges, List<String> candles) {
        String several = exchanges.size() > 1 ? attribute("exchanges", exchanges) : "";
        String kept = candles.isEmpty() ? "" : attribute("candles", candles);
        String known = "data-demo=\"" + demo + "\" data-coins=\"" + coins + "\"" + several + kept;
        return withPages(page -> page.replace(UNKNOWN, known));
    }

    /** The same for readers who may have alerts. */
    WebFiles withAlerts() {
        return withPages(page -> page.replaceFirst(" data-coins=", " data-alerts$0"));
    }

    private WebFiles withPages(UnaryOperator<String> change) {
        Map<String, WebFile> shown = new HashMap<>(files);
        shown.replaceAll((path, file) -> file.isPage()
                ? WebFile.of("page.html", change.apply(file.plain().toString()).getBytes(StandardCharsets.UTF_8))
                : file);
        return new WebFiles(shown);
    }

    private static String attribute(String name, List<String> values) {
        return " data-" + name + "=\"" + String.join(" ", values) + '"';
    }

    Optional<WebFile> at(String path) {
        return Optional.ofNullable(files.get(path));
    }
}
