package io.tickcast.config;

import io.netty.util.NetUtil;
import io.tickcast.config.Settings.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Hosts, base URIs and proxies, understood by their form alone: nothing is looked up. */
final class Locations {
    private static final Pattern NAME_OR_IPV4 = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9.])?");
    private static final Pattern IPV6 =
            Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*(%[A-Za-z0-9._-]+)?");
    private static final Map<String, Proxy.Type> PROXIES = Map.of("http", Proxy.Type.HTTP, "socks5", Proxy.Type.SOCKS5);

    private static final Map<String, Integer> WEB_PORTS = Map.of("http", 80, "https", 443);
    /** Schemes of connections, which are never those of pages. */
    private static final Set<String> SOCKETS = Set.of("ws", "wss");

    private static final Pattern NUMBER_AT_END = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?");

    private Locations() {}

    static Optional<String> host(String text) {
        boolean valid =
                NAME_OR_IPV4.matcher(text).matches() || IPV6.matcher(text).matches();
        return valid ? Optional.of(text) : Optional.empty();
    }

    /** A base to which a path is appended, so a slash at its end is dropped. */
    static Optional<URI> base(String text, Set<String> schemes) {
        return url(text.endsWith("/") ? text.substring(0, text.length() - 1) : text, schemes)
                .filter(uri -> uri.getUserInfo() == null && uri.getQuery() == null);
    }

    /** A URL with one of these schemes and a host, and without a fragment. */
    static Optional<URI> url(String text, Set<String> schemes) {
        return uri(text)
                .filter(uri -> uri.getScheme() != null && schemes.contains(uri.getScheme()))
                .filter(uri -> uri.getHost() != null && uri.getFragment() == null)
                .filter(uri -> uri.getPort() == -1 || isPort(uri.getPort()));
    }

    /** An origin as browsers write it: in small letters, without the port that its scheme means anyway. */
    static Optional<String> origin(String text) {
        return uri(text.endsWith("/") ? text.substring(0, text.length() - 1) : text)
                .filter(uri -> uri.getScheme() != null && uri.getHost() != null && uri.getUserInfo() == null)
                .filter(uri -> uri.getPort() == -1 || isPort(uri.getPort()))
                .filter(uri -> uri.getRawPath().isEmpty() && uri.getQuery() == null && uri.getFragment() == null)
                .flatMap(Locations::serialized);
    }

    private static Optional<String> serialized(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (SOCKETS.contains(scheme)) {
            return Optional.empty();
        }
        String port =
                uri.getPort() == -1 || uri.getPort() == WEB_PORTS.getOrDefault(scheme, -1) ? "" : ":" + uri.getPort();
        // Apps choose the hosts of their own schemes as they like, and no browser changes them.
        Optional<String> host = WEB_PORTS.containsKey(scheme) ? webHost(uri.getHost()) : Optional.of(uri.getHost());
        return host.map(name -> scheme + "://" + name + port);
    }

    private static Optional<String> webHost(String host) {
        if (host.startsWith("[")) {
            return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(host))
                    .map(address -> "[" + NetUtil.toAddressString(address) + "]");
        }
        // Browsers write 127.1 as 127.0.0.1.
        return Optional.of(host.toLowerCase(Locale.ROOT))
                .filter(name -> !NUMBER_AT_END.matcher(name).matches() || NetUtil.isValidIpV4Address(name));
    }

    static Optional<Proxy> proxy(String text) {
        return url(text, PROXIES.keySet())
                .filter(uri -> uri.getPort() != -1 && uri.getQuery() == null)
                .filter(uri -> uri.getPath().isEmpty() || uri.getPath().equals("/"))
                .flatMap(
                        uri -> Optional.ofNullable(PROXIES.get(uri.getScheme())).map(type -> proxy(type, uri)));
    }

    private static Proxy proxy(Proxy.Type type, URI uri) {
        String[] login = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        String password = login.length == 2 ? decoded(login[1]) : "";
        return new Proxy(type, host, uri.getPort(), decoded(login[0]), password);
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The decoder is one for forms, where a plus is a space; in a URI it is a plus. */
    static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static boolean isPort(int port) {
        return 1 <= port && port <= 65535;
    }
}
