package io.tickcast.relay;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The streams that the URL of a WebSocket names: {@code /ws/<stream>/<stream>} or
 * {@code /stream?streams=<stream>/<stream>}.
 *
 * @param streams  by their names, each once
 * @param combined whether each message names its stream
 * @param micros   whether times are in µs
 */
public record RelayTarget(List<String> streams, boolean combined, boolean micros) {
    static final String RAW = Relay.PATH + "/ws";
    static final String COMBINED = Relay.PATH + "/stream";
    /** A key of a private stream is longer than any number that a client puts there. */
    private static final int MAX_PLAIN = 32;

    /** The paths that lead to a stream, as routes. */
    public static List<String> paths() {
        return List.of(RAW, RAW + "/*", COMBINED);
    }

    /** A target that names something else than public streams. */
    public static final class BadTargetException extends Exception {
        private static final long serialVersionUID = 1;

        BadTargetException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * @param path  as it was sent, with escapes
     * @param query as it was sent; empty: none
     */
    public static RelayTarget of(String path, String query) throws BadTargetException {
        String unit = parameter(query, "timeUnit").orElse("MILLISECOND");
        boolean micros = unit.equalsIgnoreCase("MICROSECOND");
        if (!micros && !unit.equalsIgnoreCase("MILLISECOND")) {
            throw new BadTargetException("timeUnit must be MILLISECOND or MICROSECOND");
        }
        boolean combined = path.equals(COMBINED);
        String encoded = combined ? parameter(query, "streams").orElse("") : path.substring(RAW.length());
        return new RelayTarget(names(encoded), combined, micros);
    }

    private static Optional<String> parameter(String query, String name) {
        return Stream.of(query.split("&"))
                .filter(pair -> pair.startsWith(name + '='))
                .findFirst()
                .map(pair -> pair.substring(name.length() + 1));
    }

    private static List<String> names(String encoded) throws BadTargetException {
        String decoded;
        try {
            // A plus sign stands for itself in the name of a stream.
            decoded = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadTargetException("streams has an escape that is none");
        }
        List<String> names = Stream.of(decoded.split("/"))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        for (String name : names) {
            check(name);
        }
        // A path such as /ws/0 names no stream: its client subscribes by message.
        return names.stream().filter(RelayStream::isName).toList();
    }

    private static void check(String name) throws BadTargetException {
        boolean isPlain = name.indexOf('@') < 0 && !name.startsWith("!");
        if (isPlain && name.length() > MAX_PLAIN) {
            throw new BadTargetException("Only public streams are relayed, such as btcusdt@trade");
        }
        if (!isPlain && !RelayStream.isName(name)) {
            throw new BadTargetException(RelayStream.fault(name));
        }
    }
}
