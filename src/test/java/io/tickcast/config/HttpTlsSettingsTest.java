package io.tickcast.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings.ServerTls;
import io.tickcast.testing.Wire;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpTlsSettingsTest {
    private static final String VARIABLE = "TICKCAST_HTTP_TLS_";

    private final Map<String, String> tls = Wire.authority().serverSettings();

    private SettingsSource withTls() {
        SettingsSource source = SettingsSource.nothing();
        tls.forEach(source::and);
        return source;
    }

    @Test
    void tlsFiles() {
        assertThat(withTls().read().http().protocols().tls())
                .contains(new ServerTls(Path.of(tls.get(VARIABLE + "CERT")), Path.of(tls.get(VARIABLE + "KEY"))));
    }

    @ParameterizedTest
    @CsvSource({"CERT,cert,key", "KEY,key,cert"})
    void bothTlsFilesOrNone(String variable, String key, String given) {
        assertThat(withTls().and(VARIABLE + variable, "").refusal())
                .isEqualTo("http.tls." + key
                        + " is empty but must be a PEM file, since http.tls." + given + " is set: TLS needs both"
                        + " (environment variable " + VARIABLE + variable + ")");
    }

    @Test
    void aTlsFileThatHoldsSomethingElse() {
        assertThat(withTls().and(VARIABLE + "CERT", tls.get(VARIABLE + "KEY")).refusal())
                .contains("http.tls.cert is ", "but it holds no certificate in PEM form");
        assertThat(withTls().and(VARIABLE + "KEY", tls.get(VARIABLE + "CERT")).refusal())
                .contains("http.tls.key is ", "but it holds no private key in PEM form without a password");
    }
}
