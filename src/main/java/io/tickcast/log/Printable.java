package io.tickcast.log;

import java.util.function.IntFunction;

/**
 * Foreign text in a form that a terminal, a log collector and a message can show. Unprintable are control characters,
 * invisible format characters, which can turn the direction of writing, line ends, halves of characters, and
 * characters that are not assigned.
 */
public final class Printable {
    private Printable() {}

    /** A line of the log: line ends become blanks, several in a row one blank, and the rest question marks. */
    static String of(String text) {
        if (isPrintable(text)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        boolean lineEnd = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean ends = c == '\n' || c == '\r';
            if (!(ends && lineEnd)) {
                clean.appendCodePoint(isPrintable(c) ? c : ends || c == '\t' ? ' ' : '?');
            }
            lineEnd = ends;
        }
        return clean.toString();
    }

    /** A text that is longer than that ends there, with three dots. */
    public static String cut(String text, int longest) {
        return text.length() <= longest ? text : head(text, longest) + "...";
    }

    /**
     * A part of a message: question marks in place of unprintable characters, and an ellipsis beyond {@code longest}.
     */
    public static String shown(String text, int longest) {
        return shown(text, longest, "?");
    }

    /** The same with another replacement. */
    public static String shown(String text, int longest, String replacement) {
        String shown = replaced(head(text, longest), c -> replacement);
        return text.length() <= longest ? shown : shown + "…";
    }

    /** Input as a part of a message: with escapes of Java, and three dots beyond {@code longest}. */
    public static String escaped(String text, int longest) {
        String shown = replaced(head(text, longest), Printable::escape);
        return text.length() <= longest ? shown : shown + "...";
    }

    private static String replaced(String text, IntFunction<String> replacement) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.append(isPrintable(c) ? Character.toString(c) : replacement.apply(c)));
        return shown.toString();
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", c);
        };
    }

    private static String head(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        // Not between the halves of a character.
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }

    /** Whether each character can stand in a line of text. */
    public static boolean isPrintable(String text) {
        return text.codePoints().allMatch(Printable::isPrintable);
    }

    private static boolean isPrintable(int c) {
        if (c < 0x7f) {
            return c >= ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
