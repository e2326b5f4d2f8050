package io.tickcast.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings.Admin;
import io.tickcast.config.Settings.Cache;
import io.tickcast.config.Settings.Drain;
import io.tickcast.config.Settings.Exchange;
import io.tickcast.config.Settings.Feed;
import io.tickcast.config.Settings.Http;
import io.tickcast.config.Settings.Redis;
import io.tickcast.market.candle.Interval;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DefaultSettingsTest {
    /** For each key a value that is not its default. */
    private static final Map<String, String> OTHER_VALUES = Map.ofEntries(
            entry("node.name", "Tokyo 1"),
            entry("http.host", "::1"),
            entry("http.port", "0"),
            entry("http.reuse-port", "true"),
            entry("http.cors-origins", "https://shop.example"),
            entry("http.frame-origins", "https://shop.example"),
            entry("http.http2", "false"),
            entry("http.h2c", "true"),
            entry("http.streams-per-connection", "100000"),
            entry("symbols", "btcusdt, ETH-USDT,x_y.z"),
            entry("feed.enabled", "false"),
            entry("feed.lines", "16"),
            entry("feed.proxy", "socks5://127.0.0.1:1080"),
            entry("feed.connect-timeout", "1m"),
            entry("feed.read-idle", "45"),
            entry("feed.stale-after", "5 s"),
            entry("feed.data-timeout", "20s"),
            entry("feed.first-frame", "1h"),
            entry("feed.backoff-min", "1s"),
            entry("feed.backoff-max", "500ms"),
            entry("feed.renew-after", "24h"),
            entry("feed.symbols-interval", "2h"),
            entry("feed.okx.endpoints", "ws://127.0.0.1:9"),
            entry("feed.okx.rest", ""),
            entry("feed.okx.symbols", "AUSD"),
            entry("feed.okx.stale-after", "7s"),
            entry("feed.okx.aliases", "a=b"),
            entry("feed.okx.symbols-per-connection", "1"),
            entry("feed.bybit.endpoints", "ws://127.0.0.1:9"),
            entry("feed.bybit.rest", ""),
            entry("feed.bybit.symbols", "AUSD"),
            entry("feed.bybit.stale-after", "7s"),
            entry("feed.bybit.aliases", "a=b"),
            entry("feed.bybit.symbols-per-connection", "1"),
            entry("feed.coinbase.endpoints", "ws://127.0.0.1:9"),
            entry("feed.coinbase.rest", ""),
            entry("feed.coinbase.symbols", "AUSD"),
            entry("feed.coinbase.stale-after", "7s"),
            entry("feed.coinbase.aliases", "a=b"),
            entry("feed.coinbase.symbols-per-connection", "1"),
            entry("feed.kraken.endpoints", "ws://127.0.0.1:9"),
            entry("feed.kraken.rest", ""),
            entry("feed.kraken.symbols", "AUSD"),
            entry("feed.kraken.stale-after", "7s"),
            entry("feed.kraken.aliases", "a=b"),
            entry("feed.kraken.symbols-per-connection", "1"),
            entry("feed.published.sources", "Desk,fx"),
            entry("feed.published.stale-after", "5m"),
            entry("feed.published.max-symbols", "1"),
            entry("relay.binance.enabled", "true"),
            entry("relay.binance.max-streams", "1"),
            entry("feed.exchanges", "kraken,binance,coinbase,okx,bybit"),
            entry("feed.binance.symbols", "AUSDT"),
            entry("feed.binance.stale-after", "7s"),
            entry("feed.binance.endpoints", "ws://127.0.0.1:9,wss://b/ws/"),
            entry("feed.binance.rest", ""),
            entry("feed.binance.aliases", "a=b, c = d"),
            entry("feed.binance.channels", "Trade,book"),
            entry("feed.binance.streams-per-connection", "1"),
            entry("cache.store", "Redis"),
            entry("cache.ttl", "61000ms"),
            entry("cache.flush-interval", "10ms"),
            entry("cache.redis.url", "rediss://u:p@r:1/2"),
            entry("cache.redis.host", "my_redis.local"),
            entry("cache.redis.port", "1"),
            entry("cache.redis.user", "tick"),
            entry("cache.redis.password", "0012 #:x"),
            entry("cache.redis.database", "1023"),
            entry("cache.redis.timeout", "10ms"),
            entry("history.enabled", "false"),
            entry("history.backfill", "0, 1h=30d"),
            entry("history.retention", "1d=forever,36500d"),
            entry("storage.url", "jdbc:postgresql://127.0.0.1:5432/tickcast?sslmode=require"),
            entry("storage.user", "tick"),
            entry("storage.password", "0012 #:x"),
            entry("storage.timeout", "100ms"),
            entry("storage.max-size", "500 mb"),
            entry("alert.enabled", "false"),
            entry("alert.max-per-owner", "5"),
            entry("alert.hysteresis", "0.25"),
            entry("alert.retry", "0s, 1m"),
            entry("alert.retention", "24h"),
            entry("alert.allow-private-addresses", "true"),
            entry("stream.heartbeat", "50ms"),
            entry("stream.max-connections", "10000000"),
            entry("stream.fields", "change24h,received_at"),
            entry("stream.interval", "1h"),
            entry("stream.retry", "1s"),
            entry("stream.send-buffer", "1048576"),
            entry("stream.flush-window", "1s"),
            entry("stream.slow-timeout", "1s"),
            entry("stream.overload-after", "1ms"),
            entry("stream.replay", "1h"),
            entry("stream.replay-ticks", "1000"),
            entry("stream.replay-bytes", "100000"),
            entry("stream.max-per-address", "10000000"),
            entry("stream.open-rate", "1000000"),
            entry("stream.max-age", "168h"),
            entry("stream.max-symbols", "5000"),
            entry("http.max-connections", "20000000"),
            entry("http.max-per-address", "1"),
            entry("http.max-url", "65536"),
            entry("http.max-headers", "1024"),
            entry("http.max-body", "256"),
            entry("http.max-ticks-body", "4096"),
            entry("http.max-unsent", "1000000"),
            entry("http.write-timeout", "1s"),
            entry("http.trusted-proxies", "10.0.0.0/8,::1"),
            entry("http.header-timeout", "1s"),
            entry("http.forwarded-header", "Forwarded"),
            entry("stream.direct", "false"),
            entry("stream.compression", "false"),
            entry("admin.token", "0123456789abcdef"),
            entry("log.format", "json"),
            entry("cluster.enabled", "on"),
            entry("cluster.config", "/etc/tickcast/cluster.xml"),
            entry("cluster.host", "10.0.0.1"),
            entry("cluster.port", "15701"),
            entry("cluster.public-host", "a.example"),
            entry("cluster.public-port", "1"),
            entry("cluster.bus-heartbeat", "2s"),
            entry("cluster.clock-tolerance", "1s"),
            entry("verticles.folder", "/etc/tickcast/verticles"),
            entry("verticles.trusted", "false"),
            entry("verticles.instances", "every"),
            entry("verticles.call-limit", "1s"),
            entry("verticles.max-files", "7"),
            entry("verticles.max-heap", "60"),
            entry("auth.jwt.issuer", "https://id.example"),
            entry("auth.jwt.audience", "prices,quotes"),
            entry("auth.jwt.jwks", "https://id.example/keys?v=1"),
            entry("auth.jwt.key-file", "/etc/tickcast/keys.pem"),
            entry("auth.jwt.algorithms", "PS512,EdDSA"),
            entry("auth.jwt.cookie", "token"),
            entry("auth.jwt.symbols-claim", "https://a.example/symbols"),
            entry("auth.jwt.signals-claim", "s"),
            entry("auth.jwt.publish-claim", "p"),
            entry("auth.jwt.leeway", "0s"),
            entry("drain.timeout", "2m"));

    @Test
    void withoutFileAndEnvironmentTheShippedValuesCount() {
        Settings settings = SettingsSource.nothing().read();

        assertThat(settings.http())
                .isEqualTo(new Http(
                        new Http.Listen("0.0.0.0", 5000, false),
                        List.of("*"),
                        List.of(),
                        new Http.Protocols(Optional.empty(), true, false, 100),
                        new Http.Proxies(List.of(), Settings.ForwardedHeader.X_FORWARDED_FOR),
                        new Http.Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(1)),
                        new Http.Bounds(0, 0, 16_384, 8_192, 4_096, 1_048_576, 0)));
        assertThat(settings.symbols())
                .containsExactly(
                        "BTCUSDT",
                        "ETHUSDT",
                        "BNBUSDT",
                        "SOLUSDT",
                        "XRPUSDT",
                        "ADAUSDT",
                        "DOGEUSDT",
                        "AVAXUSDT",
                        "DOTUSDT",
                        "POLUSDT",
                        "LINKUSDT",
                        "ATOMUSDT",
                        "UNIUSDT",
                        "LTCUSDT",
                        "BCHUSDT",
                        "FILUSDT");
        assertThat(settings.feed())
                .isEqualTo(new Feed(
                        true,
                        1,
                        Optional.empty(),
                        new Feed.Timeouts(
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30)),
                        new Feed.Backoff(Duration.ofMillis(500), Duration.ofSeconds(30)),
                        Duration.ofHours(23),
                        Duration.ofHours(1),
                        settings.feed().exchanges(),
                        new Settings.Published(List.of(), 5_000)));
        assertThat(settings.feed().exchanges())
                .containsExactly(new Exchange(
                        "binance",
                        List.of(
                                URI.create("wss://stream.binance.com:9443"),
                                URI.create("wss://stream.binance.com:443"),
                                URI.create("wss://data-stream.binance.vision")),
                        List.of(URI.create("https://api.binance.com"), URI.create("https://data-api.binance.vision")),
                        List.of(),
                        Duration.ofSeconds(10),
                        Map.of("MATICUSDT", "POLUSDT"),
                        1024,
                        Set.of(Settings.Channel.TICKER, Settings.Channel.TRADE)));
        assertThat(settings.cache())
                .isEqualTo(new Cache(
                        Cache.Store.MEMORY,
                        Duration.ofSeconds(60),
                        Duration.ofMillis(100),
                        new Redis("127.0.0.1", 6379, "", "", 0, Duration.ofSeconds(2), Optional.empty())));
        assertThat(settings.relay())
                .isEqualTo(new Settings.Relay(false, settings.feed().primary(), 10_240));
        assertThat(settings.history().enabled()).isTrue();
        assertThat(settings.history().backfill())
                .hasSize(12)
                .containsEntry(Interval.MINUTES_1, Duration.ofDays(7))
                .containsEntry(Interval.MINUTES_3, Duration.ofHours(50))
                .containsEntry(Interval.DAYS_1, Duration.ofDays(1_000));
        assertThat(settings.history().retention())
                .hasSize(12)
                .containsEntry(Interval.MINUTES_1, Duration.ofDays(90))
                .containsEntry(Interval.MINUTES_30, Duration.ofDays(730))
                .containsEntry(Interval.HOURS_1, Settings.FOREVER)
                .containsEntry(Interval.DAYS_1, Settings.FOREVER);
        assertThat(settings.storage())
                .isEqualTo(new Settings.Storage(
                        new StorageUrl("jdbc:sqlite:data/tickcast.db"),
                        "",
                        "",
                        Duration.ofSeconds(10),
                        10_000_000_000L));
        assertThat(settings.stream())
                .isEqualTo(new Settings.Stream(
                        Duration.ofSeconds(15),
                        List.of("symbol", "price", "change_24h", "timestamp"),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(3),
                        new Settings.Stream.Delivery(
                                16_384, Optional.empty(), Duration.ofSeconds(60), Duration.ofMillis(500), true, true),
                        new Settings.Stream.Replay(Duration.ofSeconds(60), 1_000_000, 128_000_000),
                        new Settings.Stream.Limits(10_000, 0, 0, Duration.ZERO, 1_000)));
        assertThat(settings.admin()).isEqualTo(new Admin(""));
        assertThat(settings.auth())
                .isEqualTo(new Settings.Auth(new Settings.Jwt(
                        false,
                        "",
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of("RS256", "ES256"),
                        "",
                        "symbols",
                        "signals",
                        "publish",
                        Duration.ofSeconds(10))));
        assertThat(settings.log()).isEqualTo(new Settings.Log(Settings.Log.Format.TEXT));
        assertThat(settings.drain()).isEqualTo(new Drain(Duration.ofSeconds(10)));
    }

    @Test
    void anEmptyFileChangesNothing() {
        for (String empty : List.of("", "# only a comment\n", "---\n", "~\n", "feed:\nhttp: {}\n", "\uFEFF")) {
            Settings settings =
                    SettingsSource.yaml(empty).and("TICKCAST_NODE_NAME", "a").read();
            assertThat(settings)
                    .isEqualTo(SettingsSource.env("TICKCAST_NODE_NAME", "a").read());
        }
    }

    @Test
    void everyDefaultLiesWithinItsOwnRulesWhenTheEnvironmentRepeatsIt() {
        SettingsSource repeated = SettingsSource.nothing();
        defaults().values().stream()
                .filter(entry -> !entry.key().equals("node.name"))
                .forEach(entry -> repeated.and(KnownKeys.variable(entry.key()), String.join(",", entry.texts())));

        assertThat(repeated.and("TICKCAST_NODE_NAME", "a").read())
                .isEqualTo(SettingsSource.env("TICKCAST_NODE_NAME", "a").read());
    }

    @Test
    void eachKeyHasAVariableOfItsOwn() {
        assertThat(defaults().keySet().stream().map(KnownKeys::variable)).doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> every_key_means_the_same_in_the_file_and_in_the_environment() {
        // Those of TLS are of use only together, and tokens need to be told more than that they are wanted.
        assertThat(OTHER_VALUES.keySet())
                .isEqualTo(defaults().keySet().stream()
                        .filter(key -> !key.contains(".tls.") && !key.equals("auth.jwt.enabled"))
                        .collect(Collectors.toSet()));
        return OTHER_VALUES.entrySet().stream()
                .map(other -> DynamicTest.dynamicTest(
                        other.getKey(), () -> meansTheSameEverywhere(other.getKey(), other.getValue())));
    }

    private static void meansTheSameEverywhere(String key, String value) {
        Settings fromEnvironment = read(key, SettingsSource.env(KnownKeys.variable(key), value));
        Settings fromFile = read(key, SettingsSource.yaml(nested(key, value)));
        Settings fromDottedKey = read(key, SettingsSource.yaml(key + ": \"" + value + "\""));

        assertThat(withoutRandomName(fromFile))
                .isEqualTo(withoutRandomName(fromEnvironment))
                .isEqualTo(withoutRandomName(fromDottedKey))
                .isNotEqualTo(withoutRandomName(read(key, SettingsSource.nothing())));
    }

    /** With all exchanges, and a source: the keys of what is left out are checked and then dropped. */
    private static Settings read(String key, SettingsSource source) {
        if (key.equals("feed.published.stale-after")) {
            source.and("TICKCAST_FEED_PUBLISHED_SOURCES", "desk");
        }
        return (key.equals("feed.exchanges")
                        ? source
                        : source.and("TICKCAST_FEED_EXCHANGES", "binance,okx,bybit,coinbase,kraken"))
                .read();
    }

    private static Settings withoutRandomName(Settings s) {
        String name = s.node().name().replaceFirst("^tickcast-.{4}$", "");
        return new Settings(
                new Settings.Node(name),
                s.http(),
                s.symbols(),
                s.feed(),
                s.relay(),
                s.cache(),
                s.history(),
                s.storage(),
                s.stream(),
                s.cluster(),
                s.verticles(),
                s.admin(),
                s.auth(),
                s.alert(),
                s.log(),
                s.drain());
    }

    private static String nested(String key, String value) {
        return "{" + key.replace(".", ": {") + ": \"" + value + "\"" + "}".repeat(key.split("\\.").length);
    }

    private static Map<String, RawSetting> defaults() {
        return KnownKeys.of(SettingsFile.defaults()).defaults();
    }
}
