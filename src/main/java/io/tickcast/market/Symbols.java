package io.tickcast.market;

import java.util.Locale;

/** The form of symbols. Binance lists symbols beyond ASCII since 2025-12: letters and digits of any script. */
public final class Symbols {
    /** Longest symbol in UTF-16 units. */
    public static final int MAX_LENGTH = 32;

    private Symbols() {}

    /** The symbol in capitals, as every exchange and every event of ours writes it. */
    public static String normalize(String symbol) {
        return symbol.toUpperCase(Locale.ROOT);
    }

    /**
     * Whether this is a symbol: letters, digits, {@code - _ .} and nothing that would need escaping in JSON, in a key
     * of Redis or in a line of a stream.
     */
    public static boolean isValid(CharSequence symbol) {
        int length = symbol.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        for (int at = 0; at < length; ) {
            int codePoint = Character.codePointAt(symbol, at);
            if (!isAllowed(codePoint)) {
                return false;
            }
            at += Character.charCount(codePoint);
        }
        return true;
    }

    private static boolean isAllowed(int codePoint) {
        return Character.isLetterOrDigit(codePoint) || codePoint == '-' || codePoint == '_' || codePoint == '.';
    }
}
