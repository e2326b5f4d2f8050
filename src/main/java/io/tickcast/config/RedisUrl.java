package io.tickcast.config;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The address of a Redis in the form of hosting providers; each part that the URL leaves out is empty.
 *
 * @param tls whether its scheme is {@code rediss}
 */
record RedisUrl(
        Optional<String> host,
        Optional<Integer> port,
        Optional<String> user,
        Optional<String> password,
        Optional<Integer> database,
        boolean tls) {
    static final RedisUrl NONE = new RedisUrl(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    private static final Set<String> SCHEMES = Set.of("redis", "rediss");
    private static final Pattern DATABASE = Pattern.compile("(/([0-9]{1,4})?)?");
    private static final int LAST_DATABASE = 1023;

    static Optional<RedisUrl> parse(String text) {
        return Locations.url(text, SCHEMES)
                .filter(uri -> DATABASE.matcher(uri.getPath()).matches() && uri.getQuery() == null)
                .map(RedisUrl::of)
                .filter(url -> url.database.orElse(0) <= LAST_DATABASE);
    }

    private static RedisUrl of(URI uri) {
        String[] login = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
        String path = uri.getPath().replace("/", "");
        return new RedisUrl(
                Optional.of(uri.getHost().replaceAll("[\\[\\]]", "")),
                Optional.of(uri.getPort()).filter(port -> port > 0),
                Optional.of(Locations.decoded(login[0])).filter(user -> !user.isEmpty()),
                login.length == 2 ? Optional.of(Locations.decoded(login[1])) : Optional.empty(),
                path.isEmpty() ? Optional.empty() : Optional.of(Integer.valueOf(path)),
                uri.getScheme().equals("rediss"));
    }
}
