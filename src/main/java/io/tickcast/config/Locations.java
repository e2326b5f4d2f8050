package io.tickcast.config;

import io.tickcast.config.Settings.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Hosts, base URIs and proxies, understood by their form alone: nothing is looked up. */
final class Locations {
  private static final Pattern NAME_OR_IPV4 = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9.])?");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*(%[A-Za-z0-9._-]+)?");
  private static final Map<String, Proxy.Type> PROXIES = Map.of("http", Proxy.Type.HTTP, "socks5", Proxy.Type.SOCKS5);

  private Locations() {}

  static Optional<String> host(String text) {
    boolean valid = NAME_OR_IPV4.matcher(text).matches() || IPV6.matcher(text).matches();
    return valid ? Optional.of(text) : Optional.empty();
  }

  /** A base to which a path is appended, so a slash at its end is dropped. */
  static Optional<URI> base(String text, Set<String> schemes) {
    return uri(text.endsWith("/") ? text.substring(0, text.length() - 1) : text)
        .filter(uri -> uri.getScheme() != null && schemes.contains(uri.getScheme()))
        .filter(uri -> uri.getHost() != null && uri.getUserInfo() == null)
        .filter(uri -> uri.getPort() == -1 || isPort(uri.getPort()))
        .filter(uri -> uri.getQuery() == null && uri.getFragment() == null);
  }

  static Optional<Proxy> proxy(String text) {
    return uri(text)
        .filter(uri -> uri.getScheme() != null && PROXIES.containsKey(uri.getScheme()))
        .filter(uri -> uri.getHost() != null && isPort(uri.getPort()))
        .filter(uri -> uri.getPath().isEmpty() || uri.getPath().equals("/"))
        .filter(uri -> uri.getQuery() == null && uri.getFragment() == null)
        .map(Locations::proxy);
  }

  private static Proxy proxy(URI uri) {
    String[] login = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    String password = login.length == 2 ? decoded(login[1]) : "";
    return new Proxy(PROXIES.get(uri.getScheme()), host, uri.getPort(), decoded(login[0]), password);
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** The decoder is one for forms, where a plus is a space; in a URI it is a plus. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static boolean isPort(int port) {
    return 1 <= port && port <= 65535;
  }
}
