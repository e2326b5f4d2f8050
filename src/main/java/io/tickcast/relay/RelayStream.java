package io.tickcast.relay;

import io.tickcast.log.Printable;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A public stream of the exchange.
 *
 * @param name  in the exchange's spelling, such as {@code btcusdt@kline_1m}
 * @param micros whether its times are in µs
 */
record RelayStream(String name, boolean micros) {
    private static final int MAX_CHARS = 128;
    private static final int MAX_SHOWN = 60;
    private static final Pattern NAME =
            Pattern.compile("(?:![A-Za-z0-9_]+|[\\p{L}\\p{N}_.-]+@[A-Za-z][A-Za-z0-9_]*)(?:@[A-Za-z0-9_+:.-]+)*");
    /** The name under which combined connections are told of their end. */
    static final String SHUTDOWN = "!serverShutdown";

    private static final String MICROS = "?timeUnit=MICROSECOND";

    /** Whether it can be a stream. The exchange itself accepts any name, and is silent. */
    static boolean isName(String text) {
        return text.length() <= MAX_CHARS
                && !text.equals(SHUTDOWN)
                && NAME.matcher(text).matches();
    }

    /** Says that a text cannot be the name of a stream. */
    static String fault(String text) {
        return '"' + Printable.shown(text, MAX_SHOWN) + "\" is not the name of a stream, such as btcusdt@trade";
    }

    /** The symbol in capitals; empty: it has those of the whole market. */
    String symbol() {
        return name.startsWith("!") ? "" : name.substring(0, name.indexOf('@')).toUpperCase(Locale.ROOT);
    }

    /** The text that stands for it on the event bus. */
    String toText() {
        return micros ? name + MICROS : name;
    }

    /** @return empty for a text that stands for none */
    static Optional<RelayStream> of(String text) {
        boolean micros = text.endsWith(MICROS);
        String name = micros ? text.substring(0, text.length() - MICROS.length()) : text;
        return isName(name) ? Optional.of(new RelayStream(name, micros)) : Optional.empty();
    }
}
