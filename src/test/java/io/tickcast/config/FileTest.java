package io.tickcast.config;

import static io.tickcast.config.SettingsSource.env;
import static io.tickcast.config.SettingsSource.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileTest {
    @TempDir
    private Path directory;

    @Test
    void aFileThatCannotBeRead() throws IOException {
        Path missing = directory.resolve("missing\n.yaml");
        Path latin = Files.write(directory.resolve("latin.yaml"), new byte[] {'#', (byte) 0xE4, '\n'});
        Path huge = Files.write(directory.resolve("huge.yaml"), new byte[1024 * 1024 + 1]);

        assertRefused(missing, directory + "/missing\\n.yaml cannot be read: there is no such file");
        assertRefused(directory, directory + " cannot be read: it is a directory");
        assertRefused(latin, latin + " cannot be read: it is not UTF-8 text");
        assertRefused(huge, huge + " cannot be read: it is larger than 1 MiB");
    }

    @Test
    void aDeviceIsReadWithinBounds() {
        assertRefused(Path.of("/dev/zero"), "/dev/zero cannot be read: it is larger than 1 MiB");
        assertThat(SettingsReader.read(Optional.of(Path.of("/dev/null")), Map.of())
                        .http()
                        .listen()
                        .port())
                .isEqualTo(5000);
    }

    @ParameterizedTest
    @CsvSource({"TICKCAST_HTTP_TLS_CERT,TICKCAST_HTTP_TLS_KEY", "TICKCAST_CLUSTER_TLS_CA,TICKCAST_CLUSTER_TLS_CERT"})
    void keysAndCertificatesComeFromRegularFiles(String variable, String other) throws Exception {
        Path pipe = pipe();
        for (Path special : List.of(Path.of("/dev/zero"), pipe)) {
            assertThat(env(variable, special.toString())
                            .and(other, special.toString())
                            .and("TICKCAST_CLUSTER_TLS_KEY", variable.contains("HTTP") ? "" : special.toString())
                            .refusal())
                    .contains(" is " + special + ", but that file is a pipe or a device, not a regular file");
        }
    }

    @Test
    void settingsMayComeByAPipeThatEnds() throws Exception {
        Path pipe = pipe();
        Thread writer = new Thread(() -> {
            try {
                Files.writeString(pipe, "http:\n  port: 81\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        assertThat(SettingsReader.read(Optional.of(pipe), Map.of())
                        .http()
                        .listen()
                        .port())
                .isEqualTo(81);
        writer.join();
        assertThatExceptionOfType(UnreadableFileException.class)
                .isThrownBy(() -> SmallFile.readOrPipe(pipe, Duration.ofSeconds(1)))
                .withMessage("is a pipe or a device that has not ended within 1 s");
    }

    private Path pipe() throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    private static void assertRefused(Path file, String message) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> SettingsReader.read(Optional.of(file), Map.of()))
                .withMessage(message);
    }

    @Test
    void textThatIsNotYaml() {
        assertThat(yaml("http:\n\tport: 1").refusal())
                .startsWith("my.yaml is not valid YAML at line 2, column 1: found");
        assertThat(yaml("http: {port: 1").refusal())
                .isEqualTo("my.yaml is not valid YAML at line 1, column 15: expected ',' or '}', but got <stream end>");
        assertThat(yaml("http:\n  port: 1: 2").refusal())
                .isEqualTo("my.yaml is not valid YAML at line 2, column 10: mapping values are not allowed here");
        assertThat(yaml("http:\n  host: a\u0007").refusal())
                .isEqualTo("my.yaml is not valid YAML at line 2, column 10: an unprintable character");
        assertThat(yaml("? [a]\n: b").refusal()).isEqualTo("my.yaml is not valid YAML at line 1, column 4");
        assertThat(yaml("{a: ".repeat(2000)).refusal()).isEqualTo("my.yaml is not valid YAML: it is nested too deeply");
    }

    @Test
    void aSecretThatWasTakenForATagIsNotShown() {
        assertThat(yaml("admin:\n  token: !hunter2!x").refusal())
                .isEqualTo("my.yaml is not valid YAML at line 2, column 10: it holds a tag that is unknown");
    }

    @Test
    void textThatIsNotAMapping() {
        assertThat(yaml("- a").refusal()).isEqualTo("my.yaml must be a mapping of keys to values");
        assertThat(yaml("hunter2").refusal()).isEqualTo("my.yaml must be a mapping of keys to values");
        assertThat(yaml("http.port: 1\n---\nhttp.port: 2").refusal())
                .isEqualTo("my.yaml holds a second YAML document at line 3; only one is read");
    }

    @ParameterizedTest
    @CsvSource({
        "http.prot,http.port",
        "feed.readIdle,feed.read-idle",
        "stream.send_buffer,stream.send-buffer",
        "port-of-http,",
        "htpp,http",
        "feed.binanec,feed.binance",
        "heartbeat,stream.heartbeat",
        "http.heartbeat,stream.heartbeat",
        "timeout,",
        "feed.stream.fields,stream.fields"
    })
    void anUnknownKeyWithTheOneThatWasProbablyMeant(String key, String suggestion) {
        String end = suggestion == null ? "" : "; did you mean " + suggestion + "?";
        assertThat(yaml("\n" + key + ": hunter2").refusal())
                .isEqualTo(key + " is not a setting" + end + " (my.yaml line 2)");
    }

    @Test
    void anUnknownKeyThatIsNoWord() {
        assertThat(yaml("? ''\n: 1").refusal()).isEqualTo("\"\" is not a setting (my.yaml line 1)");
        assertThat(yaml("\"a\\nb\": 1").refusal()).isEqualTo("a\\nb is not a setting (my.yaml line 1)");
        assertThat(yaml("k".repeat(500) + ": 1").refusal())
                .isEqualTo("k".repeat(60) + "... is not a setting (my.yaml line 1)");
    }

    @Test
    void anUnknownVariableWhoseValueIsNotShown() {
        assertThat(env("TICKCAST_ADMIN_TOKN", "hunter2").refusal())
                .isEqualTo(
                        "TICKCAST_ADMIN_TOKN is not a setting; did you mean TICKCAST_ADMIN_TOKEN? (environment variable)");
        assertThat(env("TICKCAST_", "").refusal()).isEqualTo("TICKCAST_ is not a setting (environment variable)");
        assertThat(env("TICKCASTER", "").and("tickcast_x", "").read()).isNotNull();
    }

    @Test
    void aKeyWrittenTwice() {
        assertThat(yaml("http:\n  port: 1\n  port: 1").refusal())
                .isEqualTo("http.port is written twice (my.yaml line 3)");
        assertThat(yaml("http:\n  port: 1\nhttp:\n  host: a").refusal())
                .isEqualTo("http is written twice (my.yaml line 3)");
        assertThat(yaml("http:\n  port: 1\nhttp.port: 2").refusal())
                .isEqualTo("http.port is written twice (my.yaml line 3)");
    }

    @Test
    void aValueOfTheWrongKind() {
        assertThat(yaml("http: 5000").refusal())
                .isEqualTo("http is a group of keys, such as http.host, and takes no value itself (my.yaml line 1)");
        assertThat(yaml("http: [5000]").refusal())
                .isEqualTo("http is a group of keys, such as http.host, and takes no value itself (my.yaml line 1)");
        assertThat(yaml("admin: {token: {hunter2: 1}}").refusal())
                .isEqualTo("admin.token takes a value and has no keys below it (my.yaml line 1)");
        assertThat(yaml("http.port: [1]").refusal())
                .isEqualTo("http.port is a list but must be a single value (my.yaml line 1)");
        assertThat(yaml("symbols: [[A]]").refusal())
                .isEqualTo("symbols is a list but not one of plain values (my.yaml line 1)");
        assertThat(yaml("symbols: [{A: 1}]").refusal())
                .isEqualTo("symbols is a list but not one of plain values (my.yaml line 1)");
    }

    @Test
    void aYamlAliasSoThatNoSmallFileBecomesALargeOne() {
        assertThat(yaml("http.host: &h a\ncache.redis.host: *h").refusal())
                .isEqualTo("cache.redis.host is a YAML alias but must be written out (my.yaml line 2)");
        assertThat(yaml("symbols: [&a A, *a]").refusal())
                .isEqualTo("symbols is a YAML alias but must be written out (my.yaml line 1)");
    }
}
