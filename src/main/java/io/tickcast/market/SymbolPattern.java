package io.tickcast.market;

import java.util.Optional;

/** A text with {@code *} for any characters, such as {@code BTC*} or {@code *USDT}. Without one it is a name. */
public record SymbolPattern(String text) {
    /** Empty when this is no pattern, or one that no symbol can match. */
    public static Optional<SymbolPattern> of(String text) {
        String pattern = Symbols.normalize(text);
        String rest = pattern.replace("*", "");
        return rest.length() < pattern.length() && pattern.length() <= Symbols.MAX_LENGTH && isPart(rest)
                ? Optional.of(new SymbolPattern(pattern))
                : Optional.empty();
    }

    private static boolean isPart(String rest) {
        return rest.isEmpty() || Symbols.isValid(rest);
    }

    public boolean matches(String symbol) {
        int first = text.indexOf('*');
        int last = text.lastIndexOf('*');
        if (first < 0) {
            return text.equals(symbol);
        }
        if (symbol.length() < text.length() - count()
                || !symbol.startsWith(text.substring(0, first))
                || !symbol.endsWith(text.substring(last + 1))) {
            return false;
        }
        int at = first;
        int end = symbol.length() - (text.length() - last - 1);
        for (String part : text.substring(first, last).split("\\*", -1)) {
            at = symbol.indexOf(part, at);
            if (at < 0 || at + part.length() > end) {
                return false;
            }
            at += part.length();
        }
        return true;
    }

    private int count() {
        return (int) text.chars().filter(c -> c == '*').count();
    }
}
