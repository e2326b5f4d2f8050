package io.tickcast.config;

import static io.tickcast.config.SettingsSource.env;
import static io.tickcast.config.SettingsSource.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of bad value, with the whole line that a person gets to see. */
class RefusalTest {
    private static final String DURATION = ", such as 500ms, 15s, 2m or 1h (my.yaml line 1)";
    private static final String WS = " but must hold ws:// or wss:// URIs with a host and without user, query and"
            + " fragment (my.yaml line 1)";

    @Test
    void aNumberOutOfRange() {
        assertThat(yaml("# port\nhttp:\n  port: 65536").refusal())
                .isEqualTo("http.port is \"65536\" but must be a whole number from 0 to 65535 (my.yaml line 3)");
        assertThat(env("TICKCAST_HTTP_PORT", "-1").refusal())
                .isEqualTo("http.port is \"-1\" but must be"
                        + " a whole number from 0 to 65535 (environment variable TICKCAST_HTTP_PORT)");
        assertThat(env("REDIS_PORT", "0").refusal())
                .isEqualTo("cache.redis.port is \"0\" but must be"
                        + " a whole number from 1 to 65535 (environment variable REDIS_PORT)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1.5", "1e3", "0x10", "10_000", "99999999999999999999999", "[", "٣"})
    void aNumberThatIsNone(String text) {
        assertThat(yaml("http.port: '" + text + "'").refusal())
                .isEqualTo("http.port is \"" + text + "\" but must be a whole number from 0 to 65535 (my.yaml line 1)");
    }

    @ParameterizedTest
    @CsvSource({
        "cache.redis.database,1024,0 to 1023",
        "feed.binance.streams-per-connection,0,1 to 1024",
        "stream.max-connections,0,1 to 10000000",
        "stream.send-buffer,4095,4096 to 1048576",
        "http.streams-per-connection,0,1 to 100000",
        "stream.max-per-address,-1,0 to 10000000",
        "stream.open-rate,1000001,0 to 1000000",
        "stream.replay-ticks,999,1000 to 10000000",
        "stream.replay-bytes,99999,100000 to 2000000000",
        "stream.max-symbols,0,1 to 5000",
        "http.max-connections,-1,0 to 20000000",
        "http.max-per-address,-1,0 to 20000000",
        "http.max-url,1023,1024 to 65536",
        "http.max-headers,65537,1024 to 65536",
        "http.max-body,255,256 to 65536",
        "http.max-ticks-body,4095,4096 to 16777216",
        "feed.published.max-symbols,0,1 to 100000",
        "relay.binance.max-streams,0,1 to 100000"
    })
    void eachNumberHasItsRange(String key, String value, String range) {
        assertThat(yaml(key + ": " + value).refusal())
                .isEqualTo(
                        key + " is \"" + value + "\" but must be a whole number from " + range + " (my.yaml line 1)");
    }

    @ParameterizedTest
    @CsvSource({
        "feed.connect-timeout,5ms,10ms to 5m",
        "feed.read-idle,2h,100ms to 1h",
        "feed.stale-after,0,100ms to 1h",
        "feed.data-timeout,-5s,100ms to 1h",
        "feed.first-frame,soon,100ms to 1h",
        "feed.backoff-min,0.5s,10ms to 1h",
        "feed.backoff-max,2d,10ms to 1h",
        "feed.renew-after,25h,1s to 24h",
        "feed.symbols-interval,25h,100ms to 24h",
        "cache.flush-interval,11s,10ms to 10s",
        "cache.redis.timeout,0s,10ms to 5m",
        "stream.heartbeat,49ms,50ms to 1h",
        "stream.retry,1 0s,10ms to 1h",
        "stream.interval,61m,0ms to 1h",
        "stream.slow-timeout,999ms,1s to 1h",
        "stream.overload-after,0ms,1ms to 1h",
        "stream.replay,61m,1s to 1h",
        "drain.timeout,999999999999h,10ms to 10m",
        "verticles.call-limit,11s,1ms to 10s",
        "stream.max-age,169h,0s to 168h",
        "http.header-timeout,99ms,100ms to 1h"
    })
    void eachDurationHasItsRange(String key, String value, String range) {
        assertThat(yaml(key + ": " + value).refusal())
                .isEqualTo(key + " is \"" + value + "\" but must be a duration from " + range + DURATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1500ms", "500ms", "0", "169h"})
    void aTimeToLiveThatIsNotInWholeSeconds(String value) {
        assertThat(yaml("cache.ttl: " + value).refusal())
                .isEqualTo("cache.ttl is \"" + value + "\" but must be a duration in whole seconds from 1s to 168h"
                        + DURATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1001ms", "2s", "-1ms", "never", "Auto", "0.5s"})
    void aFlushWindowThatIsNone(String value) {
        assertThat(yaml("stream.flush-window: '" + value + "'").refusal())
                .isEqualTo("stream.flush-window is \"" + value
                        + "\" but must be auto, or a duration from 0ms to 1s (my.yaml line 1)");
    }

    @Test
    void aFlagThatIsNone() {
        assertThat(yaml("feed: {enabled: maybe}").refusal())
                .isEqualTo("feed.enabled is \"maybe\" but must be true or false (my.yaml line 1)");
        assertThat(env("ENABLE_REALTIME_PRICE", "2").refusal())
                .isEqualTo(
                        "feed.enabled is \"2\" but must be true or false (environment variable ENABLE_REALTIME_PRICE)");
    }

    @Test
    void aStoreThatDoesNotExist() {
        assertThat(yaml("cache: {store: mysql}").refusal())
                .isEqualTo("cache.store is \"mysql\" but must be memory or redis (my.yaml line 1)");
    }

    @Test
    void aFormatOfTheLogThatDoesNotExist() {
        assertThat(env("TICKCAST_LOG_FORMAT", "xml").refusal())
                .isEqualTo("log.format is \"xml\" but must be text or json (environment variable TICKCAST_LOG_FORMAT)");
    }

    @Test
    void anEmptyValueWhereOneIsNeeded() {
        assertThat(env("TICKCAST_HTTP_PORT", "").refusal())
                .isEqualTo("http.port is empty but must be"
                        + " a whole number from 0 to 65535 (environment variable TICKCAST_HTTP_PORT)");
        assertThat(yaml("http:\n  host:").refusal())
                .isEqualTo("http.host is empty but must be a host name or an IP address (my.yaml line 2)");
        assertThat(yaml("cache: {store: ~}").refusal())
                .isEqualTo("cache.store is empty but must be memory or redis (my.yaml line 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:5000", "http://a", "a b", "-a", "[::1]", "a/b", "ä"})
    void aHostThatIsNone(String host) {
        assertThat(yaml("http.host: '" + host + "'").refusal())
                .isEqualTo("http.host is \"" + host + "\" but must be a host name or an IP address (my.yaml line 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BTC/USDT", "A B", "BTC💰", "123456789012345678901234567890123"})
    void aSymbolThatIsNone(String symbol) {
        assertThat(yaml("symbols: [BTCUSDT, '" + symbol + "']").refusal())
                .isEqualTo("symbols holds \"" + symbol
                        + "\" but must hold symbols of 1 to 32 letters, digits, '-', '_' or '.', patterns such as *USDT,"
                        + " or rankings such as top:100 (my.yaml line 1)");
    }

    @Test
    void anEmptyEntryOfAList() {
        assertThat(env("TICKCAST_SYMBOLS", "A,,B").refusal())
                .isEqualTo("symbols holds an empty entry but must hold"
                        + " symbols of 1 to 32 letters, digits, '-', '_' or '.', patterns such as *USDT,"
                        + " or rankings such as top:100 (environment variable TICKCAST_SYMBOLS)");
    }

    @Test
    void aSymbolOrAFieldTwice() {
        assertThat(yaml("symbols: [btcusdt, BTCUSDT]").refusal())
                .isEqualTo("symbols holds \"BTCUSDT\" twice (my.yaml line 1)");
        assertThat(yaml("stream.fields: [bid, bid]").refusal())
                .isEqualTo("stream.fields holds \"bid\" twice (my.yaml line 1)");
    }

    @Test
    void aListThatMustNotBeEmpty() {
        assertThat(yaml("symbols: []").refusal())
                .isEqualTo("symbols is empty but must hold at least one entry (my.yaml line 1)");
        assertThat(env("TICKCAST_STREAM_FIELDS", "").refusal())
                .isEqualTo("stream.fields is empty but must hold"
                        + " at least one entry (environment variable TICKCAST_STREAM_FIELDS)");
        assertThat(yaml("feed: {binance: {endpoints: }}").refusal())
                .isEqualTo("feed.binance.endpoints is empty but must hold at least one entry (my.yaml line 1)");
    }

    @Test
    void moreSymbolsThanANodeCanFollow() {
        String symbols = IntStream.range(0, 5001).mapToObj(i -> "S" + i).collect(Collectors.joining(","));
        assertThat(env("TICKCAST_SYMBOLS", symbols).refusal())
                .isEqualTo(
                        "symbols holds 5001 entries but must hold 1 to 5000 (environment variable TICKCAST_SYMBOLS)");
    }

    @Test
    void aFieldThatDoesNotExist() {
        assertThat(yaml("stream.fields: [Price]").refusal())
                .isEqualTo("stream.fields holds \"Price\" but must hold names"
                        + " of fields: symbol, price, change_24h, timestamp, exchange, open, high, low, volume, quote_volume, bid,"
                        + " ask, event_time, received_at, change24h, window_high, window_low, window_count,"
                        + " trade_id, quantity, side, sources (my.yaml line 1)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[binance, krakn] | holds \"krakn\" but must hold binance, okx, bybit, coinbase, kraken",
                "binance;okx | holds \"binance;okx\" but must hold binance, okx, bybit, coinbase, kraken",
                "[okx, OKX] | holds \"okx\" twice",
                "[] | is empty but must hold at least one entry"
            })
    void anExchangeThatDoesNotExistOrIsNamedTwice(String list, String refusal) {
        assertThat(yaml("feed.exchanges: " + list).refusal())
                .isEqualTo("feed.exchanges " + refusal + " (my.yaml line 1)");
    }

    @Test
    void aChannelThatDoesNotExistOrHasNoPrices() {
        assertThat(yaml("feed.binance.channels: [ticker, trades]").refusal())
                .isEqualTo("feed.binance.channels holds \"trades\" but must hold ticker, trade, book (my.yaml line 1)");
        assertThat(yaml("feed.binance.channels: [trade, trade]").refusal())
                .isEqualTo("feed.binance.channels holds \"trade\" twice (my.yaml line 1)");
        assertThat(yaml("feed.binance.channels: book").refusal())
                .isEqualTo("feed.binance.channels holds \"book\" alone, which has no prices: add ticker or trade"
                        + " (my.yaml line 1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a",
                "a:9443",
                "wss://",
                "wss://a?b",
                "wss://a#b",
                "wss://a:0",
                "wss://a:65536",
                "wss://a b",
                "//a",
                "wss:a"
            })
    void anEndpointThatIsNone(String endpoint) {
        assertThat(yaml("feed.binance.endpoints: ['" + endpoint + "']").refusal())
                .isEqualTo("feed.binance.endpoints holds \"" + endpoint + "\"" + WS);
    }

    @Test
    void anEndpointWithALoginWhosePasswordIsNotShown() {
        assertThat(yaml("feed.binance.endpoints: ['wss://me:pw@a']").refusal())
                .isEqualTo("feed.binance.endpoints holds \"wss://***@a\"" + WS);
    }

    @Test
    void aRestBaseThatIsNone() {
        assertThat(yaml("feed.binance.rest: ['ws://a']").refusal())
                .isEqualTo(
                        "feed.binance.rest holds \"ws://a\" but must"
                                + " hold http:// or https:// URIs with a host and without user, query and fragment (my.yaml line 1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.example",
                "https://shop.example/prices",
                "https://*.example",
                "wss://shop.example",
                "null",
                "https://bücher.example",
                "https://127.1",
                "file:///",
                "https://shop.example:0"
            })
    void anOriginThatNoBrowserSends(String origin) {
        assertThat(yaml("http.cors-origins: ['" + origin + "']").refusal())
                .isEqualTo("http.cors-origins holds \""
                        + origin
                        + "\" but must hold * or origins without a path, names in ASCII, such as https://shop.example or"
                        + " capacitor://localhost (my.yaml line 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "A=", "=A", "A=B=C", "A=B/C"})
    void anAliasThatIsNone(String alias) {
        assertThat(yaml("feed.binance.aliases: ['" + alias + "']").refusal())
                .isEqualTo("feed.binance.aliases holds \"" + alias
                        + "\" but must hold pairs of symbols such as MATICUSDT=POLUSDT (my.yaml line 1)");
    }

    @Test
    void aliasesThatContradictEachOther() {
        assertThat(yaml("feed.binance.aliases: [A=B, a=C]").refusal())
                .isEqualTo("feed.binance.aliases has two targets for \"A\" (my.yaml line 1)");
        assertThat(yaml("feed.binance.aliases: [A=B, B=C]").refusal())
                .isEqualTo(
                        "feed.binance.aliases holds \"B\" both as an alias and as the target of one (my.yaml line 1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "binance",
                "Kraken",
                "index",
                "*",
                "a b",
                "a:b",
                "a,b",
                "a=b",
                "abcdefghijklmnopqrstuvwxyz1234567"
            })
    void aSourceThatIsNone(String name) {
        assertThat(yaml("feed.published.sources: [desk, '" + name + "']").refusal())
                .isEqualTo("feed.published.sources holds \"" + name
                        + "\" but must hold names of 1 to 32 letters, digits, '-', '_' or '.' that are neither an"
                        + " exchange's nor \"index\" (my.yaml line 1)");
    }

    @Test
    void sourcesThatContradictEachOther() {
        assertThat(yaml("feed.published.sources: [desk, Desk]").refusal())
                .isEqualTo("feed.published.sources holds \"desk\" twice (my.yaml line 1)");
        assertThat(yaml("feed.published: {sources: [desk], stale-after: [1s, fx=2s]}")
                        .refusal())
                .isEqualTo("feed.published.stale-after has a time for \"fx\", which feed.published.sources does not"
                        + " list (my.yaml line 1)");
        assertThat(yaml("feed.published: {sources: [desk], stale-after: [desk=1s, desk=2s]}")
                        .refusal())
                .isEqualTo("feed.published.stale-after has two times for \"desk\" (my.yaml line 1)");
        assertThat(yaml("feed.published.stale-after: [1s, 2s]").refusal())
                .isEqualTo("feed.published.stale-after has two times for all sources (my.yaml line 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99ms", "169h", "soon", "desk=", "=1s", "desk=soon", "desk=1s=2s"})
    void aTimeOfASourceThatIsNone(String time) {
        assertThat(yaml("feed.published: {sources: [desk], stale-after: ['" + time + "']}")
                        .refusal())
                .isEqualTo("feed.published.stale-after holds \"" + time
                        + "\" but must hold durations from 100ms to 168h, such as 30s for all sources or desk=5m for"
                        + " one (my.yaml line 1)");
    }

    @Test
    void durationsInTheWrongOrderNameBothPlaces() {
        assertThat(yaml("feed:\n  stale-after: 10s\n  data-timeout: 10s").refusal())
                .isEqualTo(
                        "feed.data-timeout is"
                                + " \"10s\" but must be longer than feed.stale-after, which is \"10s\" in my.yaml line 2 (my.yaml line 3)");
        assertThat(env("TICKCAST_FEED_BACKOFF_MIN", "1m").refusal())
                .matches("feed.backoff-max is \"30s\" but must be"
                        + " at least feed.backoff-min, which is \"1m\" in environment variable TICKCAST_FEED_BACKOFF_MIN"
                        + " \\(the built-in tickcast.yaml line \\d+\\)");
    }

    @Test
    void aNameThatWouldBreakALine() {
        assertThat(env("TICKCAST_NODE_NAME", "a\r\nb\t\u001b[31m\u202ex").refusal())
                .isEqualTo("node.name is \"a\\r\\nb\\t\\u001b[31m\\u202ex\" but must be up to 128 printable characters"
                        + " (environment variable TICKCAST_NODE_NAME)");
    }

    @Test
    void aLongValueIsCut() {
        assertThat(env("TICKCAST_CACHE_STORE", "x".repeat(100_000)).refusal())
                .isEqualTo("cache.store is \"" + "x".repeat(60)
                        + "...\" but must be memory or redis (environment variable TICKCAST_CACHE_STORE)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcde", "secret with a space", "secret-with-umlaut-ä", "secret-secret-\u0007"})
    void aTokenThatIsTooWeakIsNotShown(String token) {
        assertThat(env("TICKCAST_ADMIN_TOKEN", token).refusal())
                .isEqualTo(
                        "admin.token is *** but must be empty or at"
                                + " least 16 letters, digits or signs without spaces (environment variable TICKCAST_ADMIN_TOKEN)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://u:hunter2@r",
                "redis://u:hunter2@",
                "redis://u:hunter2@r:0",
                "u:hunter2@r",
                "redis://u:hunter2@r:70000",
                "redis://u:hunter2@r/x",
                "redis://u:hunter2@r/1024",
                "redis://u:hunter2@r?db=1",
                "redis://u:hunter2@a b",
                "redis://u:%hunter2@r"
            })
    void aWrongUrlOfRedisIsNotShown(String url) {
        assertThat(env("TICKCAST_CACHE_REDIS_URL", url).refusal())
                .isEqualTo("cache.redis.url is *** but must be a URL such"
                        + " as redis://host:6379/0, or rediss:// for TLS, with user:password@ before the host if needed"
                        + " (environment variable TICKCAST_CACHE_REDIS_URL)");
    }

    @Test
    void aFileForTlsToRedisWithoutTls() {
        assertThat(yaml("cache.redis.tls.ca: ca.pem").refusal())
                .isEqualTo(
                        "cache.redis.tls.ca is \"ca.pem\" but must be"
                                + " empty, since cache.redis.tls.enabled is false and cache.redis.url is not rediss:// (my.yaml line 1)");
    }

    @Test
    void aRedisPasswordIsNotShown() {
        assertThat(yaml("cache.redis.password: \"hunter2\\n\"").refusal())
                .isEqualTo("cache.redis.password is *** but must be text without control characters (my.yaml line 1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://u:hunter2",
                "https://u:hunter2@a:1",
                "u:hunter2@a:1",
                "socks5://u:hunter2@a",
                "http://u:hunter2@a:0",
                "http://u:hunter2@a:1/x",
                "http://u:hunter2@a:1?x",
                "http://u:hun@ter2@a:1",
                "http://u:hunter2 @a:1",
                "http://u:100%@a:1"
            })
    void aProxyIsNotShown(String proxy) {
        assertThat(yaml("feed.proxy: '" + proxy + "'").refusal())
                .isEqualTo("feed.proxy is *** but must be http://host:port"
                        + " or socks5://host:port, with user:password@ before the host if needed (my.yaml line 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "rs256", "HS1", "RS1"})
    void anAlgorithmThatNoTokenMayHave(String algorithm) {
        assertThat(yaml("auth.jwt.algorithms: ['" + algorithm + "']").refusal())
                .isEqualTo("auth.jwt.algorithms holds \""
                        + algorithm
                        + "\" but must hold algorithms: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512,"
                        + " EdDSA, HS256, HS384, HS512 (my.yaml line 1)");
    }

    @Test
    void tokensWithoutWhatTheyNeed() {
        String enabled = "auth.jwt.enabled: true\n";
        String issuer = enabled + "auth.jwt.issuer: i\n";
        String audience = issuer + "auth.jwt.audience: [a]\n";
        assertThat(yaml(enabled).refusal())
                .startsWith(
                        "auth.jwt.issuer is empty but must be the iss of the tokens, since auth.jwt.enabled is true (");
        assertThat(yaml(issuer).refusal())
                .startsWith("auth.jwt.audience is empty but must be the accepted aud of the tokens"
                        + ", since auth.jwt.enabled is true (");
        assertThat(yaml(audience).refusal())
                .startsWith("auth.jwt.jwks is empty but must be the URL of the issuer's keys,"
                        + " unless auth.jwt.key-file is set, since auth.jwt.enabled is true (");
        assertThat(yaml(audience + "auth.jwt.jwks: https://a\nauth.jwt.key-file: b")
                        .refusal())
                .isEqualTo(
                        "auth.jwt.key-file is \"b\" but must be empty, since auth.jwt.jwks is set: the keys come from one of the two"
                                + " (my.yaml line 5)");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "jwks,ftp://a,an http:// or https:// URL without user and fragment",
                "jwks,a/b,an http:// or https:// URL without user and fragment",
                "cookie,a=b,\"the name of a cookie: letters, digits, '-', '_' or '.'\"",
                "leeway,6m,\"a duration from 0s to 5m, such as 500ms, 15s, 2m or 1h\"",
                "leeway,-1s,\"a duration from 0s to 5m, such as 500ms, 15s, 2m or 1h\""
            })
    void aSettingOfTokensThatIsNone(String key, String value, String right) {
        assertThat(yaml("auth.jwt." + key + ": '" + value + "'").refusal())
                .isEqualTo("auth.jwt." + key + " is \"" + value + "\" but must be " + right.replace("\"", "")
                        + " (my.yaml line 1)");
    }
}
