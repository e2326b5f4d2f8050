package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.ShippedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The texts of the repository hold together: their links, commands, names and first words. */
class DocsTest {
    static List<Path> texts() throws IOException {
        try (Stream<Path> top = Files.list(Path.of("."));
                Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(top, docs)
                    .map(Path::normalize)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void eachLinkLeadsToAFileAndAHeading(Path text) {
        assertThat(ShippedFiles.all("]\\((?!http)([^)]+)\\)", ShippedFiles.text(text.toString())))
                .allSatisfy(link -> {
                    String[] parts = link.split("#", 2);
                    Path file = parts[0].isEmpty() ? text : text.resolveSibling(parts[0]);
                    assertThat(file).exists();
                    if (parts.length == 2) {
                        assertThat(anchors(file)).contains(parts[1]);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("texts")
    void eachBlockOfCodeIsClosed(Path text) {
        assertThat(ShippedFiles.all("^\\s*(```)", ShippedFiles.text(text.toString()))
                                .size()
                        % 2)
                .isZero();
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path file) {
        return ShippedFiles.all("^#+ (.*)$", ShippedFiles.text(file.toString())).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @Test
    void theReadmeFitsOnAFewScreens() {
        assertThat(ShippedFiles.text("README.md").lines().count()).isLessThanOrEqualTo(200);
    }

    @Test
    void theChineseReadmeHasCommandsOfTheEnglishOne() {
        assertThat(commands("README.zh-CN.md")).isNotEmpty().isSubsetOf(commands("README.md"));
    }

    /** Without comments: they are in the language of the text. */
    private static List<String> commands(String file) {
        return ShippedFiles.all("(?s)```sh\\n(.*?)```", ShippedFiles.text(file)).stream()
                .flatMap(String::lines)
                .map(line -> line.replaceFirst("\\s+# .*", ""))
                .toList();
    }

    @Test
    void eachTypeOnTheMapOfTheCodeExists() throws IOException {
        assertTypesExist(ShippedFiles.text("ARCHITECTURE.md"));
    }

    @Test
    void eachTypeOfTheTestKitExists() throws IOException {
        assertTypesExist(ShippedFiles.one("(?s)^## The test kit$(.*?)^## ", ShippedFiles.text("CONTRIBUTING.md")));
    }

    /** Types stand in code spans: {@code `ReplayLog`} or {@code `Hub.tick`}. */
    private static void assertTypesExist(String text) throws IOException {
        List<String> named = ShippedFiles.all("`([A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)*)(?:[.(<#][^`]*)?`", text);
        assertThat(named).isNotEmpty();
        assertThat(types()).containsAll(named);
    }

    @Test
    void eachJavadocOfTheCodeBeginsWithItsSubject() throws IOException {
        Pattern question = Pattern.compile("(?:/\\*\\*[\\s*]*|@(?:param\\s+\\S+|return)\\s+)"
                + "((?i:What|Whom?|Whose|Where|When|Why|Which|How|Those|That))\\b");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")).flatMap(file -> {
                        String code = ShippedFiles.text(file.toString());
                        return question.matcher(code)
                                .results()
                                .map(found -> file + ":"
                                        + code.substring(0, found.start(1))
                                                .lines()
                                                .count() + " begins with "
                                        + found.group(1));
                    }))
                    .isEmpty();
        }
    }

    private static Set<String> types() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }
}
