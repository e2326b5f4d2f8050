package io.tickcast.config;

import static io.tickcast.config.SettingsSource.env;
import static io.tickcast.config.SettingsSource.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings.Cache.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrecedenceTest {
    @Test
    void theFileGoesBeforeTheDefaults() {
        Settings settings = yaml("http: {port: 1}").read();
        assertThat(settings.http())
                .isEqualTo(new Settings.Http(
                        new Settings.Http.Listen("0.0.0.0", 1, false),
                        List.of("*"),
                        List.of(),
                        new Settings.Http.Protocols(Optional.empty(), true, false, 100),
                        new Settings.Http.Proxies(List.of(), Settings.ForwardedHeader.X_FORWARDED_FOR),
                        new Settings.Http.Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(1)),
                        new Settings.Http.Bounds(0, 0, 16_384, 8_192, 4_096, 1_048_576, 0)));
    }

    @Test
    void aListInTheFileReplacesTheDefaultList() {
        assertThat(yaml("symbols: [A]").read().symbols()).containsExactly("A");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "a bad value"})
    void theEnvironmentGoesBeforeTheFile(String inFile) {
        assertThat(yaml("http: {port: " + inFile + "}")
                        .and("TICKCAST_HTTP_PORT", "2")
                        .read()
                        .http()
                        .listen()
                        .port())
                .isEqualTo(2);
    }

    @Test
    void theNamesOfThePredecessorGoBetweenFileAndEnvironment() {
        SettingsSource source = yaml("cache: {redis: {host: file, port: 1}}\nfeed.enabled: true")
                .and("REDIS_HOST", "old")
                .and("REDIS_PORT", "2")
                .and("ENABLE_REALTIME_PRICE", "off")
                .and("TICKCAST_CACHE_REDIS_PORT", "3");

        Settings settings = source.read();

        assertThat(settings.cache().redis().host()).isEqualTo("old");
        assertThat(settings.cache().redis().port()).isEqualTo(3);
        assertThat(settings.feed().enabled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"true,true", "false,false", "1,true", "0,false", "yes,true", "no,false", "on,true", "off,false"})
    void thePredecessorsSwitchTakesTheUsualWords(String word, boolean enabled) {
        assertThat(env("ENABLE_REALTIME_PRICE", word).read().feed().enabled()).isEqualTo(enabled);
    }

    @Test
    void aRedisHostOfThePredecessorChoosesRedis() {
        assertThat(env("REDIS_HOST", "r").read().cache().store()).isEqualTo(Store.REDIS);
        assertThat(yaml("cache.ttl: 5s").and("REDIS_HOST", "r").read().cache().store())
                .isEqualTo(Store.REDIS);
    }

    @Test
    void aStoreThatIsNamedStaysWhateverTheRedisHost() {
        assertThat(yaml("cache: {store: memory}")
                        .and("REDIS_HOST", "r")
                        .read()
                        .cache()
                        .store())
                .isEqualTo(Store.MEMORY);
        assertThat(env("TICKCAST_CACHE_STORE", "memory")
                        .and("REDIS_HOST", "r")
                        .read()
                        .cache()
                        .store())
                .isEqualTo(Store.MEMORY);
    }

    @Test
    void aRedisPortAloneOrOurOwnRedisHostDoesNotChooseRedis() {
        assertThat(env("REDIS_PORT", "1").read().cache().store()).isEqualTo(Store.MEMORY);
        assertThat(env("TICKCAST_CACHE_REDIS_HOST", "r").read().cache().store()).isEqualTo(Store.MEMORY);
    }

    @Test
    void anEmptyVariableOfThePredecessorIsUnset() {
        Settings settings = env("REDIS_HOST", "")
                .and("REDIS_PORT", " ")
                .and("ENABLE_REALTIME_PRICE", "")
                .read();
        assertThat(settings.cache()).isEqualTo(SettingsSource.nothing().read().cache());
        assertThat(settings.feed().enabled()).isTrue();
    }

    @Test
    void aRedisPortSetByKubernetesIsNotThePredecessors() {
        assertThat(env("REDIS_PORT", "tcp://10.0.0.11:6379")
                        .read()
                        .cache()
                        .redis()
                        .port())
                .isEqualTo(6379);
    }
}
