package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The candles of the jar: a node that keeps none pays nothing for them. */
class HistoryIT {
    private static final Pattern OF_DATABASES = Pattern.compile(
            " (org\\.sqlite|org\\.postgresql|com\\.zaxxer\\.hikari|org\\.flywaydb|java\\.sql\\.Driver)");

    @TempDir
    private Path directory;

    @TempDir
    private Path logs;

    @Test
    void aNodeThatKeepsNoCandlesOpensNoFileAndLoadsNoDriver() throws IOException {
        List<String> classes = classesOfAStart("false");

        assertThat(classes)
                .anyMatch(line -> line.contains(" io.tickcast.Node "))
                .noneMatch(HistoryIT::isOfDatabases);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aNodeThatKeepsCandlesMakesItsFileWithTheDriverOfSqliteAlone() throws IOException {
        List<String> classes = classesOfAStart("true");

        assertThat(classes)
                .anyMatch(line -> line.contains(" org.sqlite."))
                .noneMatch(line -> line.contains(" org.postgresql."));
        assertThat(directory.resolve("data/tickcast.db")).isNotEmptyFile();
    }

    private static boolean isOfDatabases(String line) {
        return OF_DATABASES.matcher(line).find();
    }

    /** The log of the classes that a node loads until it has ended. */
    private List<String> classesOfAStart(String enabled) throws IOException {
        Path classes = logs.resolve("classes.log");
        try (JarProcess node = JarProcess.startIn(
                List.of("-Xlog:class+load:file=" + classes),
                directory,
                Map.of("TICKCAST_HISTORY_ENABLED", enabled),
                "--demo")) {
            node.port();
            if (enabled.equals("true")) {
                node.line("Candles are kept in");
            }
            node.terminate();
            node.exitStatus();
        }
        return Files.readAllLines(classes);
    }
}
