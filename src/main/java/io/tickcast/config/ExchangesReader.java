package io.tickcast.config;

import io.tickcast.config.Settings.Channel;
import io.tickcast.config.Settings.Exchange;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads {@code feed.exchanges}, and the keys of each exchange below its name. */
final class ExchangesReader {
    static final List<String> EXCHANGES = List.of("binance", "okx", "bybit", "coinbase", "kraken");

    private static final Map<String, Channel> CHANNELS = channels();

    private final TypedSettings values;

    ExchangesReader(TypedSettings values) {
        this.values = values;
    }

    /**
     * @param stale time of an exchange without one of its own
     * @param data  time without new prices after which a connection is replaced
     */
    List<Exchange> exchanges(Duration stale, Duration data) {
        List<String> names = values.distinct(
                "feed.exchanges",
                text -> Optional.of(text.toLowerCase(Locale.ROOT)).filter(EXCHANGES::contains),
                String.join(", ", EXCHANGES),
                EXCHANGES.size());
        // Those that are left out are read, too: what is wrong there is wrong before somebody adds them.
        Map<String, Exchange> all = new LinkedHashMap<>();
        EXCHANGES.forEach(name -> all.put(name, exchange(name, stale, data)));
        return names.stream().map(name -> Objects.requireNonNull(all.get(name))).toList();
    }

    /** The exchange whose own protocol can be relayed, whether or not a feed is on it. */
    Exchange relayed(Duration stale, Duration data) {
        return exchange("binance", stale, data);
    }

    private Exchange exchange(String name, Duration stale, Duration data) {
        String group = "feed." + name + '.';
        List<URI> endpoints = values.list(
                group + "endpoints",
                text -> Locations.base(text, Set.of("ws", "wss")),
                "ws:// or wss:// URIs with a host and without user, query and fragment");
        List<URI> rest = values.list(
                group + "rest",
                text -> Locations.base(text, Set.of("http", "https")),
                "http:// or https:// URIs with a host and without user, query and fragment");
        return new Exchange(
                name,
                values.notEmpty(group + "endpoints", endpoints),
                rest,
                symbols(group + "symbols"),
                stale(group + "stale-after", stale, data),
                aliases(group + "aliases"),
                values.number(
                        // Binance's name of a subscription.
                        group + (name.equals("binance") ? "streams-per-connection" : "symbols-per-connection"),
                        1,
                        1024),
                name.equals("binance") ? channels(group + "channels") : Set.of());
    }

    private Set<Channel> channels(String key) {
        List<String> names = values.distinct(
                key,
                text -> Optional.of(text.toLowerCase(Locale.ROOT)).filter(CHANNELS::containsKey),
                String.join(", ", CHANNELS.keySet()),
                CHANNELS.size());
        if (names.equals(List.of("book"))) {
            throw values.entry(key).refused("holds \"book\" alone, which has no prices: add ticker or trade");
        }
        Set<Channel> channels = EnumSet.noneOf(Channel.class);
        names.forEach(name -> channels.add(Objects.requireNonNull(CHANNELS.get(name))));
        return Collections.unmodifiableSet(channels);
    }

    private static Map<String, Channel> channels() {
        Map<String, Channel> channels = new LinkedHashMap<>();
        for (Channel channel : Channel.values()) {
            channels.put(channel.name().toLowerCase(Locale.ROOT), channel);
        }
        return Collections.unmodifiableMap(channels);
    }

    private List<String> symbols(String key) {
        return values.entry(key).isBlank()
                ? List.of()
                : values.distinct(key, SettingsReader::symbolRule, SettingsReader.SYMBOL_RULES, 5_000);
    }

    private Duration stale(String key, Duration others, Duration data) {
        if (values.entry(key).isBlank()) {
            return others;
        }
        Duration stale = values.duration(key, "100ms", "1h");
        if (data.compareTo(stale) <= 0) {
            throw values.inWrongOrder("feed.data-timeout", "longer than", key);
        }
        return stale;
    }

    private Map<String, String> aliases(String key) {
        List<Map.Entry<String, String>> pairs =
                values.list(key, ExchangesReader::alias, "pairs of symbols such as MATICUSDT=POLUSDT");
        Map<String, String> aliases = new LinkedHashMap<>();
        for (Map.Entry<String, String> pair : pairs) {
            if (aliases.put(pair.getKey(), pair.getValue()) != null) {
                throw values.entry(key).refused("has two targets for " + PrintableSetting.quoted(pair.getKey()));
            }
        }
        for (String meaning : aliases.values()) {
            if (aliases.containsKey(meaning)) {
                throw values.entry(key)
                        .refused("holds " + PrintableSetting.quoted(meaning)
                                + " both as an alias and as the target of one");
            }
        }
        return Collections.unmodifiableMap(aliases);
    }

    private static Optional<Map.Entry<String, String>> alias(String text) {
        String[] pair = text.split("=", -1);
        if (pair.length != 2) {
            return Optional.empty();
        }
        return SettingsReader.symbol(pair[0].strip())
                .flatMap(alias -> SettingsReader.symbol(pair[1].strip()).map(meaning -> Map.entry(alias, meaning)));
    }
}
