package io.tickcast.config;

import io.tickcast.config.Settings.Feed;
import io.tickcast.config.Settings.Http;
import io.tickcast.config.Settings.Proxy;
import io.tickcast.config.Settings.Stream;
import io.tickcast.log.Printable;
import io.tickcast.market.Field;
import io.tickcast.market.SymbolRule;
import io.tickcast.market.Symbols;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Reads the settings of a node: the shipped defaults, under the user's file, under the environment. */
public final class SettingsReader {
    private static final Pattern TOKEN = Pattern.compile("[!-~]{16,}");
    private static final List<String> FIELDS =
            Arrays.stream(Field.values()).map(Field::label).toList();
    static final String SYMBOL_RULES = "symbols of 1 to 32 letters, digits, '-', '_' or '.', patterns such as *USDT,"
            + " or rankings such as top:100";

    private final TypedSettings values;
    private final Map<String, String> environment;

    private SettingsReader(TypedSettings values, Map<String, String> environment) {
        this.values = values;
        this.environment = environment;
    }

    /**
     * @param file        the user's file, if there is one
     * @param environment usually {@link System#getenv()}
     * @throws SettingsException naming the first thing that is wrong, in one line
     */
    public static Settings read(Optional<Path> file, Map<String, String> environment) {
        return new SettingsReader(new TypedSettings(Layers.of(file, environment)), environment).settings();
    }

    private Settings settings() {
        return new Settings(
                new Settings.Node(nodeName()),
                http(),
                values.distinct("symbols", SettingsReader::symbolRule, SYMBOL_RULES, 5000),
                feed(),
                relay(),
                new CacheReader(values).cache(),
                new HistoryReader(values).history(),
                new HistoryReader(values).storage(),
                stream(),
                new ClusterReader(values).cluster(),
                new VerticlesReader(values).verticles(),
                new Settings.Admin(adminToken()),
                new AuthReader(values).auth(),
                new AlertReader(values).alerts(),
                new Settings.Log(values.choice("log.format", Settings.Log.Format.class)),
                new Settings.Drain(values.duration("drain.timeout", "10ms", "10m")));
    }

    private String nodeName() {
        String name = values.optionalText("node.name", SettingsReader::isName, "up to 128 printable characters")
                .strip();
        if (!name.isEmpty()) {
            return name;
        }
        String host = environment.getOrDefault("HOSTNAME", "").strip();
        // Containers made from one image may share a host name, so chance tells them apart.
        String tail = String.format("-%04x", ThreadLocalRandom.current().nextInt(0x10000));
        return (!host.isEmpty() && isName(host) ? host : "tickcast") + tail;
    }

    private List<String> origins(String key) {
        return values.list(
                key,
                text -> text.equals("*") ? Optional.of(text) : Locations.origin(text),
                "* or origins without a path, names in ASCII, such as https://shop.example or capacitor://localhost");
    }

    private Feed feed() {
        Duration staleAfter = values.duration("feed.stale-after", "100ms", "1h");
        Duration dataTimeout = values.duration("feed.data-timeout", "100ms", "1h");
        if (dataTimeout.compareTo(staleAfter) <= 0) {
            throw values.inWrongOrder("feed.data-timeout", "longer than", "feed.stale-after");
        }
        Duration backoffMin = values.duration("feed.backoff-min", "10ms", "1h");
        Duration backoffMax = values.duration("feed.backoff-max", "10ms", "1h");
        if (backoffMax.compareTo(backoffMin) < 0) {
            throw values.inWrongOrder("feed.backoff-max", "at least", "feed.backoff-min");
        }
        return new Feed(
                values.flag("feed.enabled"),
                values.number("feed.lines", 1, 16),
                proxy(),
                new Feed.Timeouts(
                        values.duration("feed.connect-timeout", "10ms", "5m"),
                        values.duration("feed.read-idle", "100ms", "1h"),
                        values.duration("feed.first-frame", "100ms", "1h"),
                        staleAfter,
                        dataTimeout),
                new Feed.Backoff(backoffMin, backoffMax),
                values.duration("feed.renew-after", "1s", "24h"),
                values.duration("feed.symbols-interval", "100ms", "24h"),
                new ExchangesReader(values).exchanges(staleAfter, dataTimeout),
                new PublishedReader(values).published(staleAfter));
    }

    private Settings.Relay relay() {
        return new Settings.Relay(
                values.flag("relay.binance.enabled"),
                new ExchangesReader(values)
                        .relayed(
                                values.duration("feed.stale-after", "100ms", "1h"),
                                values.duration("feed.data-timeout", "100ms", "1h")),
                values.number("relay.binance.max-streams", 1, 100_000));
    }

    private Optional<Proxy> proxy() {
        RawSetting entry = values.entry("feed.proxy");
        if (entry.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(values.parsed(
                "feed.proxy",
                Locations::proxy,
                "http://host:port or socks5://host:port, with user:password@ before the host if needed"));
    }

    /** @return an empty duration if the window sets itself */
    private static Optional<Optional<Duration>> flushWindow(String text) {
        return text.equals("auto")
                ? Optional.of(Optional.empty())
                : DurationText.parse(text)
                        .filter(window -> window.toSeconds() < 1 || window.equals(Duration.ofSeconds(1)))
                        .flatMap(window -> Optional.of(Optional.of(window)));
    }

    private Http http() {
        return new Http(
                new Http.Listen(
                        values.host("http.host"), values.number("http.port", 0, 65535), values.flag("http.reuse-port")),
                origins("http.cors-origins"),
                origins("http.frame-origins"),
                new Http.Protocols(
                        new TlsReader(values).server(),
                        values.flag("http.http2"),
                        values.flag("http.h2c"),
                        values.number("http.streams-per-connection", 1, 100_000)),
                new Http.Proxies(
                        values.list("http.trusted-proxies", Network::parse, "addresses or networks such as 10.0.0.0/8"),
                        values.choice("http.forwarded-header", Settings.ForwardedHeader.class)),
                new Http.Timeouts(
                        values.duration("http.header-timeout", "100ms", "1h"),
                        values.duration("http.write-timeout", "1s", "1h")),
                new Http.Bounds(
                        values.number("http.max-connections", 0, 20_000_000),
                        values.number("http.max-per-address", 0, 20_000_000),
                        values.number("http.max-url", 1_024, 65_536),
                        values.number("http.max-headers", 1_024, 65_536),
                        values.number("http.max-body", 256, 65_536),
                        values.number("http.max-ticks-body", 4_096, 16_777_216),
                        values.number("http.max-unsent", 0, 2_000_000_000)));
    }

    private Stream stream() {
        return new Stream(
                values.duration("stream.heartbeat", "50ms", "1h"),
                values.distinct(
                        "stream.fields",
                        text -> Optional.of(text).filter(FIELDS::contains),
                        "names of fields: " + String.join(", ", FIELDS),
                        FIELDS.size()),
                values.duration("stream.interval", "0ms", "1h"),
                values.duration("stream.retry", "10ms", "1h"),
                new Stream.Delivery(
                        values.number("stream.send-buffer", 4096, 1_048_576),
                        values.parsed(
                                "stream.flush-window",
                                SettingsReader::flushWindow,
                                "auto, or a duration from 0ms to 1s"),
                        values.duration("stream.slow-timeout", "1s", "1h"),
                        values.duration("stream.overload-after", "1ms", "1h"),
                        values.flag("stream.direct"),
                        values.flag("stream.compression")),
                new Stream.Replay(
                        values.duration("stream.replay", "1s", "1h"),
                        values.number("stream.replay-ticks", 1_000, 10_000_000),
                        values.number("stream.replay-bytes", 100_000, 2_000_000_000)),
                new Stream.Limits(
                        values.number("stream.max-connections", 1, 10_000_000),
                        values.number("stream.max-per-address", 0, 10_000_000),
                        values.number("stream.open-rate", 0, 1_000_000),
                        values.duration("stream.max-age", "0s", "168h"),
                        values.number("stream.max-symbols", 1, 5_000)));
    }

    private String adminToken() {
        return values.optionalText(
                "admin.token",
                TOKEN.asMatchPredicate(),
                "empty or at least 16 letters, digits or signs without spaces");
    }

    static Optional<String> symbol(String text) {
        return Optional.of(Symbols.normalize(text)).filter(Symbols::isValid);
    }

    /** A symbol, a pattern or a ranking. */
    static Optional<String> symbolRule(String text) {
        return Optional.of(Symbols.normalize(text))
                .filter(item -> SymbolRule.of(item).isPresent());
    }

    private static boolean isName(String text) {
        return text.length() <= 128 && Printable.isPrintable(text);
    }
}
