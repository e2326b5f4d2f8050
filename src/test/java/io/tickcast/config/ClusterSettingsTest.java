package io.tickcast.config;

import static io.tickcast.config.SettingsSource.env;
import static io.tickcast.config.SettingsSource.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings.Cluster;
import io.tickcast.config.Settings.Tls;
import io.tickcast.testing.Authority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterSettingsTest {
    private static final String VARIABLE = "TICKCAST_CLUSTER_TLS_";

    @TempDir
    private static Path directory;

    private static Map<String, String> tls;

    @BeforeAll
    static void createFiles() {
        tls = new Authority(directory).settings("node");
    }

    private static SettingsSource withTls() {
        SettingsSource source = SettingsSource.nothing();
        tls.forEach(source::and);
        return source;
    }

    @Test
    void withoutSettingsANodeIsAloneAndItsBusOnLoopback() {
        assertThat(SettingsSource.nothing().read().cluster())
                .isEqualTo(new Cluster(
                        false,
                        Path.of("cluster.xml"),
                        "127.0.0.1",
                        0,
                        "127.0.0.1",
                        0,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Optional.empty()));
    }

    @Test
    void thePublicHostIsTheHostUnlessItIsAnother() {
        assertThat(env("TICKCAST_CLUSTER_HOST", "10.0.0.1").read().cluster().publicHost())
                .isEqualTo("10.0.0.1");
        assertThat(env("TICKCAST_CLUSTER_HOST", "0.0.0.0")
                        .and("TICKCAST_CLUSTER_PUBLIC_HOST", "10.0.0.1")
                        .read()
                        .cluster()
                        .publicHost())
                .isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0", "::"})
    void aHostThatOthersCannotCallNeedsAPublicOne(String host) {
        assertThat(yaml("cluster.host: '" + host + "'").refusal())
                .matches("cluster\\.public-host is empty but must be the"
                        + " address that other nodes reach this one at, since cluster\\.host is " + host + " \\(.*\\)");
        assertThat(yaml("cluster: {host: '" + host + "', public-host: '" + host + "'}")
                        .refusal())
                .isEqualTo("cluster.public-host is \"" + host
                        + "\" but must be empty, or the host name or IP address of this node" + " (my.yaml line 1)");
    }

    @ParameterizedTest
    @CsvSource({"cluster.port,65536", "cluster.port,-1", "cluster.public-port,x"})
    void aPortThatIsNone(String key, String port) {
        assertThat(yaml(key + ": '" + port + "'").refusal())
                .isEqualTo(key + " is \"" + port + "\" but must be a whole number from 0 to 65535 (my.yaml line 1)");
    }

    @Test
    void aFileThatIsNotNamed() {
        assertThat(yaml("cluster.config: ''").refusal())
                .isEqualTo("cluster.config is empty but must be the path of a file (my.yaml line 1)");
    }

    @Test
    void tlsFiles() {
        assertThat(withTls().read().cluster().tls())
                .contains(new Tls(
                        Path.of(tls.get(VARIABLE + "CERT")),
                        Path.of(tls.get(VARIABLE + "KEY")),
                        Path.of(tls.get(VARIABLE + "CA"))));
    }

    @ParameterizedTest
    @CsvSource({"CERT,cert,key", "KEY,key,cert", "CA,ca,cert"})
    void allTlsFilesOrNone(String variable, String key, String given) {
        assertThat(withTls().and(VARIABLE + variable, "").refusal())
                .isEqualTo("cluster.tls." + key
                        + " is empty but must be a PEM file, since cluster.tls." + given
                        + " is set: TLS needs all three"
                        + " (environment variable " + VARIABLE + variable + ")");
    }

    @ParameterizedTest
    @CsvSource({"CERT,cert", "KEY,key", "CA,ca"})
    void aTlsFileThatCannotBeRead(String variable, String key) {
        Path none = directory.resolve("none.pem");
        assertThat(withTls().and(VARIABLE + variable, none.toString()).refusal())
                .isEqualTo("cluster.tls." + key + " is " + none
                        + ", but that file does not exist (environment variable " + VARIABLE + variable + ")");
        assertThat(withTls().and(VARIABLE + variable, directory.toString()).refusal())
                .contains("that file is a directory");
    }

    @Test
    void aTlsFileThatHoldsSomethingElse() throws IOException {
        assertThat(withTls().and(VARIABLE + "CERT", tls.get(VARIABLE + "KEY")).refusal())
                .contains("cluster.tls.cert is ", "but it holds no certificate in PEM form");
        assertThat(withTls().and(VARIABLE + "KEY", tls.get(VARIABLE + "CA")).refusal())
                .contains("cluster.tls.key is ", "but it holds no private key in PEM form without a password");
        Path locked = Files.writeString(
                directory.resolve("locked.pem"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertThat(withTls().and(VARIABLE + "KEY", locked.toString()).refusal()).contains("without a password");
        Path broken = Files.writeString(
                directory.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertThat(withTls().and(VARIABLE + "CA", broken.toString()).refusal())
                .contains("cluster.tls.ca is ", "but it holds no certificate in PEM form");
    }
}
