package io.tickcast.config;

import static io.tickcast.config.SettingsSource.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.VerticlesSettings.Instances;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of files of the verticles' folder. */
class VerticleFilesTest {
    private static VerticlesSettings verticles(String yaml) {
        return yaml(yaml).read().verticles();
    }

    @Test
    void aFileHasItsOwnSectionOfPlainValues() {
        VerticlesSettings verticles = verticles(
                "verticles: {files: {spread: {percent: 0.05, symbols: [BTCUSDT, 3], loud: true, id: 0012}, empty: {}}}");

        assertThat(verticles.files())
                .isEqualTo(Map.of(
                        "spread",
                        Map.of("percent", 0.05, "symbols", List.of("BTCUSDT", 3L), "loud", true, "id", "0012")));
    }

    @Test
    void aFileMaySayOnHowManyNodesItRuns() {
        VerticlesSettings verticles = verticles("verticles: {files: {a: {instances: Every}, b: {x: 1}}}");

        assertThat(verticles.instances("a")).isEqualTo(Instances.EVERY);
        assertThat(verticles.instances("b")).isEqualTo(Instances.ONE);
        assertThat(verticles.instances("none")).isEqualTo(Instances.ONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{a: {b: {c: 1}}}|verticles.files.a.b is nested too deeply",
                "{a.js: {b: 1}}|verticles.files.a.js is nested too deeply",
                "{a: 7}|verticles.files.a is a group of keys, which the file of this name reads as its settings",
                "7|verticles.files is a group of keys and takes no value itself",
                "{a: {instances: two}}|verticles.files.a.instances is \"two\" but must be one or every",
                "{a: {instances: []}}|verticles.files.a.instances is empty but must be one or every"
            })
    void whatIsNoPlainValueIsRefused(String files, String refusal) {
        assertThat(yaml("verticles: {files: " + files + "}").refusal()).startsWith(refusal);
    }
}
