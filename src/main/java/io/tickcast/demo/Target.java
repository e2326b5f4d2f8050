package io.tickcast.demo;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The streams that the URL of a WebSocket names: {@code /ws/a@ticker/b@ticker} or
 * {@code /stream?streams=a@ticker/b@ticker}.
 *
 * @param combined  whether each payload is wrapped with the name of its stream
 * @param micros    whether times are sent in µs instead of ms
 */
record Target(List<String> streams, boolean combined, boolean micros) {
    private static final String RAW = "/ws";
    private static final String COMBINED = "/stream";

    /** @return empty for a URL that leads nowhere */
    static Optional<Target> of(String uri) {
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        String query = question < 0 ? "" : uri.substring(question + 1);
        boolean micros = "MICROSECOND".equalsIgnoreCase(parameter(query, "timeUnit"));
        try {
            if (path.equals(RAW) || path.startsWith(RAW + '/')) {
                return Optional.of(new Target(names(path.substring(RAW.length())), false, micros));
            }
            if (path.equals(COMBINED)) {
                return Optional.of(new Target(names(parameter(query, "streams")), true, micros));
            }
        } catch (IllegalArgumentException e) {
            // An invalid escape is treated as an unknown path.
        }
        return Optional.empty();
    }

    private static String parameter(String query, String name) {
        return Stream.of(query.split("&"))
                .filter(pair -> pair.startsWith(name + '='))
                .findFirst()
                .map(pair -> pair.substring(name.length() + 1))
                .orElse("");
    }

    private static List<String> names(String encoded) {
        // A plus sign stands for itself in a stream name.
        String decoded = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        return Stream.of(decoded.split("/")).filter(name -> !name.isEmpty()).toList();
    }
}
