package io.tickcast.config;

import static io.tickcast.config.SettingsSource.env;
import static io.tickcast.config.SettingsSource.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings.Proxy;
import io.tickcast.config.Settings.Redis;
import io.tickcast.config.Settings.RedisTls;
import io.tickcast.testing.Wire;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTest {
    @ParameterizedTest
    @CsvSource({"700ms,700", "15s,15000", "15 s,15000", "2m,120000", "1h,3600000", "15,15000"})
    void aDurationHasAUnitOrMeansSeconds(String text, long millis) {
        assertThat(yaml("stream.heartbeat: " + text).read().stream().heartbeat())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0ms,0", "20ms,20", "1s,1000", "1000ms,1000"})
    void aFlushWindowIsFixedByADuration(String text, long millis) {
        assertThat(yaml("stream.flush-window: " + text).read().stream()
                        .delivery()
                        .flushWindow())
                .contains(Duration.ofMillis(millis));
    }

    @Test
    void aFlushWindowOfAutoSetsItself() {
        assertThat(yaml("stream.flush-window: auto").read().stream().delivery().flushWindow())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true,true", "YES,true", "on,true", "1,true", "False,false", "no,false", "off,false", "0,false"})
    void aFlagTakesTheUsualWords(String text, boolean value) {
        assertThat(env("TICKCAST_FEED_ENABLED", text).read().feed().enabled()).isEqualTo(value);
    }

    @Test
    void aSymbolMayBeOfAnyScript() {
        assertThat(yaml("symbols: [币安人生usdt]").read().symbols()).containsExactly("币安人生USDT");
    }

    @Test
    void symbolsBecomeCapitalsWhateverTheLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(yaml("symbols: [linkusdt]").read().symbols()).containsExactly("LINKUSDT");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aListInTheFileMayBeWrittenWithCommas() {
        assertThat(yaml("symbols: a, b").read().symbols()).containsExactly("A", "B");
    }

    @Test
    void textIsKeptAsItIsWrittenEvenIfItLooksLikeANumber() {
        assertThat(yaml("cache.redis.password: 0012").read().cache().redis().password())
                .isEqualTo("0012");
        assertThat(yaml("cache.redis.password: True").read().cache().redis().password())
                .isEqualTo("True");
        assertThat(env("TICKCAST_CACHE_REDIS_PASSWORD", " a b ")
                        .read()
                        .cache()
                        .redis()
                        .password())
                .isEqualTo(" a b ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "redis://r, r, 6380, me, secret, 3",
        "redis://r:1, r, 1, me, secret, 3",
        "redis://r:1/0, r, 1, me, secret, 0",
        "redis://[::1]:1/, ::1, 1, me, secret, 3",
        "redis://:a%40b+c@r/15, r, 6380, me, a@b+c, 15",
        "redis://u:p@r, r, 6380, u, p, 3",
        "redis://u@r, r, 6380, u, secret, 3"
    })
    void whatTheUrlOfRedisSaysGoesBeforeTheSingleKeys(
            String url, String host, int port, String user, String password, int database) {
        Settings read = env("TICKCAST_CACHE_REDIS_URL", url)
                .and("TICKCAST_CACHE_REDIS_HOST", "other")
                .and("TICKCAST_CACHE_REDIS_PORT", "6380")
                .and("TICKCAST_CACHE_REDIS_USER", "me")
                .and("TICKCAST_CACHE_REDIS_PASSWORD", "secret")
                .and("TICKCAST_CACHE_REDIS_DATABASE", "3")
                .read();
        assertThat(read.cache().redis())
                .isEqualTo(new Redis(host, port, user, password, database, Duration.ofSeconds(2), Optional.empty()));
    }

    @Test
    void redisIsSpokenToByTlsIfItsUrlOrItsKeySaysSo() {
        Optional<RedisTls> byTheJvm = Optional.of(new RedisTls(Optional.empty(), Optional.empty()));
        assertThat(env("TICKCAST_CACHE_REDIS_URL", "rediss://r")
                        .read()
                        .cache()
                        .redis()
                        .tls())
                .isEqualTo(byTheJvm);
        assertThat(yaml("cache.redis.tls.enabled: true").read().cache().redis().tls())
                .isEqualTo(byTheJvm);
        Path ca = Wire.authority().certificate();
        assertThat(env("TICKCAST_CACHE_REDIS_TLS_ENABLED", "true")
                        .and("TICKCAST_CACHE_REDIS_TLS_CA", ca.toString())
                        .read()
                        .cache()
                        .redis()
                        .tls())
                .contains(new RedisTls(Optional.of(ca), Optional.empty()));
    }

    @Test
    void theSlashAtTheEndOfABaseIsDropped() {
        assertThat(yaml("feed.binance.rest: [\"http://a:80/\", \"https://b/v3/\"]")
                        .read()
                        .feed()
                        .primary()
                        .rest())
                .containsExactly(URI.create("http://a:80"), URI.create("https://b/v3"));
    }

    @Test
    void aliasesKeepTheirOrderAndCannotBeChanged() {
        var aliases =
                yaml("feed.binance.aliases: [z=a, b=c]").read().feed().primary().aliases();
        assertThat(aliases.keySet()).containsExactly("Z", "B");
        assertThat(aliases).isUnmodifiable();
    }

    @Test
    void aSourceHasATimeOfItsOwnOrThatOfAllOrThatOfTheFeeds() {
        SettingsSource sources = env("TICKCAST_FEED_PUBLISHED_SOURCES", "Desk,fx");
        assertThat(sources.read().feed().published().sources())
                .containsExactly(
                        new Settings.Source("desk", Duration.ofSeconds(10)),
                        new Settings.Source("fx", Duration.ofSeconds(10)));
        assertThat(sources.and("TICKCAST_FEED_PUBLISHED_STALE_AFTER", "DESK = 5m, 30s")
                        .read()
                        .feed()
                        .published()
                        .sources())
                .containsExactly(
                        new Settings.Source("desk", Duration.ofMinutes(5)),
                        new Settings.Source("fx", Duration.ofSeconds(30)));
    }

    @Test
    void aProxyMayAskForALogin() {
        assertThat(yaml("feed.proxy: 'http://me:p%40s+s:w@proxy.local:3128/'")
                        .read()
                        .feed()
                        .proxy())
                .contains(new Proxy(Proxy.Type.HTTP, "proxy.local", 3128, "me", "p@s+s:w"));
        assertThat(yaml("feed.proxy: socks5://me@[::1]:1080").read().feed().proxy())
                .contains(new Proxy(Proxy.Type.SOCKS5, "::1", 1080, "me", ""));
    }

    @Test
    void anEmptyProxyIsNone() {
        assertThat(env("TICKCAST_FEED_PROXY", "").read().feed().proxy()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "0.0.0.0", "::", "::1", "fe80::1%eth0", "::ffff:10.0.0.1", "a-b.c_d.example."})
    void aHostIsANameOrAnAddress(String host) {
        assertThat(env("TICKCAST_HTTP_HOST", host).read().http().listen().host())
                .isEqualTo(host);
    }

    @Test
    void aNodeWithoutANameTakesItsHostNameWithARandomTail() {
        assertThat(env("HOSTNAME", "pod-7").read().node().name()).matches("pod-7-[0-9a-f]{4}");
        assertThat(SettingsSource.nothing().read().node().name()).matches("tickcast-[0-9a-f]{4}");
        assertThat(env("HOSTNAME", "a\nb").read().node().name()).matches("tickcast-[0-9a-f]{4}");
        assertThat(env("HOSTNAME", "pod-7")
                        .and("TICKCAST_NODE_NAME", " n1 ")
                        .read()
                        .node()
                        .name())
                .isEqualTo("n1");
    }

    @Test
    void theLimitsThemselvesAreWithinTheLimits() {
        assertThat(env("TICKCAST_CACHE_TTL", "1s").read().cache().ttl()).isEqualTo(Duration.ofSeconds(1));
        assertThat(env("TICKCAST_FEED_BACKOFF_MAX", "500ms")
                        .read()
                        .feed()
                        .backoff()
                        .max())
                .isEqualTo(Duration.ofMillis(500));
        assertThat(env("TICKCAST_STREAM_SEND_BUFFER", "4096").read().stream()
                        .delivery()
                        .sendBuffer())
                .isEqualTo(4096);
        assertThat(env("TICKCAST_HTTP_PORT", "65535").read().http().listen().port())
                .isEqualTo(65535);
    }
}
