package io.tickcast.config;

import static io.tickcast.config.SettingsSource.env;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesVariablesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "TICKCAST",
                "TICKCAST_WEB",
                "TICKCAST_REDIS_0",
                "TICKCAST_HTTP",
                "TICKCAST_CACHE_REDIS",
                "TICKCAST_CLUSTER",
                "TICKCAST_CLUSTER_PUBLIC"
            })
    void theVariablesOfAServiceWithOurNameArePassedOver(String service) {
        Settings settings = env(service + "_SERVICE_HOST", "10.0.0.11")
                .and(service + "_SERVICE_PORT", "5000")
                .and(service + "_SERVICE_PORT_HTTP", "5000")
                .and(service + "_PORT", "tcp://10.0.0.11:5000")
                .and(service + "_PORT_5000_TCP", "tcp://10.0.0.11:5000")
                .and(service + "_PORT_5000_TCP_PROTO", "tcp")
                .and(service + "_PORT_5000_TCP_PORT", "5000")
                .and(service + "_PORT_5000_TCP_ADDR", "10.0.0.11")
                .and(service + "_PORT_53_UDP", "udp://10.0.0.11:53")
                .read();

        assertThat(settings.http()).isEqualTo(SettingsSource.nothing().read().http());
    }

    @Test
    void aValueOfOursCountsBesideAServiceWithTheNameOfASetting() {
        assertThat(env("TICKCAST_HTTP_SERVICE_HOST", "10.0.0.11")
                        .and("TICKCAST_HTTP_PORT", "81")
                        .read()
                        .http()
                        .listen()
                        .port())
                .isEqualTo(81);
        assertThat(env("TICKCAST_HTTP_SERVICE_HOST", "10.0.0.11")
                        .and("TICKCAST_HTTP_PORT", "tcp:/10.0.0.11:80")
                        .refusal())
                .contains("http.port is \"tcp:/10.0.0.11:80\"");
    }

    @Test
    void theyNeverHideAKeyOfOurs() {
        assertThat(env("TICKCAST_HTTP_PORT", "81").read().http().listen().port())
                .isEqualTo(81);
        assertThat(env("TICKCAST_CACHE_REDIS_PORT", "82").read().cache().redis().port())
                .isEqualTo(82);
        assertThat(env("TICKCAST_HTTP_PORT", "tcp://10.0.0.1:80").refusal())
                .isEqualTo("http.port is \"tcp://10.0.0.1:80\""
                        + " but must be a whole number from 0 to 65535 (environment variable TICKCAST_HTTP_PORT)");
    }

    @Test
    void aPortWithoutKubernetesKindOfValueIsAMisspeltSetting() {
        assertThat(env("TICKCAST_HTPT_PORT", "81").refusal())
                .isEqualTo(
                        "TICKCAST_HTPT_PORT is not a setting; did you mean TICKCAST_HTTP_PORT? (environment variable)");
        assertThat(env("TICKCAST_PORT", "81").refusal())
                .isEqualTo("TICKCAST_PORT is not a setting (environment variable)");
    }
}
