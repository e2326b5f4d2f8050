package io.tickcast.config;

import io.tickcast.config.Settings.Cache;
import io.tickcast.config.Settings.Redis;
import io.tickcast.log.Printable;

/** Reads where the last prices are kept. */
final class CacheReader {
    private static final String ONE_LINE = "text without control characters";

    private final TypedSettings values;

    CacheReader(TypedSettings values) {
        this.values = values;
    }

    Cache cache() {
        return new Cache(
                values.choice("cache.store", Cache.Store.class),
                values.wholeSeconds("cache.ttl", "1s", "168h"),
                values.duration("cache.flush-interval", "10ms", "10s"),
                redis());
    }

    /** Parts that the URL leaves out are taken from the single keys. */
    private Redis redis() {
        String key = "cache.redis.url";
        RedisUrl url = values.entry(key).isBlank()
                ? RedisUrl.NONE
                : values.parsed(
                        key,
                        RedisUrl::parse,
                        "a URL such as redis://host:6379/0, or rediss:// for TLS, with user:password@ "
                                + "before the host if needed");
        String host = values.host("cache.redis.host");
        int port = values.number("cache.redis.port", 1, 65535);
        String user = values.optionalText("cache.redis.user", Printable::isPrintable, ONE_LINE);
        String password = values.optionalText("cache.redis.password", Printable::isPrintable, ONE_LINE);
        int database = values.number("cache.redis.database", 0, 1023);
        return new Redis(
                url.host().orElse(host),
                url.port().orElse(port),
                url.user().orElse(user),
                url.password().orElse(password),
                url.database().orElse(database),
                values.duration("cache.redis.timeout", "10ms", "5m"),
                new TlsReader(values).redis(url.tls()));
    }
}
