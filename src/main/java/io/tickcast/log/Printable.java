package io.tickcast.log;

/**
 * Text that a terminal and a log collector may be given. Line ends become blanks; every other control character, those
 * that turn the direction of writing, and the ends of lines that only some readers know become question marks.
 */
public final class Printable {
    private Printable() {}

    static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return replaced(text);
            }
        }
        return text;
    }

    /** A text that is longer than that ends there, with three dots. */
    public static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        // Not between the halves of a character.
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest) + "...";
    }

    private static String replaced(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        boolean lineEnd = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ends = c == '\n' || c == '\r';
            // Several ends of lines in a row are one blank.
            if (!(ends && lineEnd)) {
                clean.append(isPlain(c) ? c : ends || c == '\t' ? ' ' : '?');
            }
            lineEnd = ends;
        }
        return clean.toString();
    }

    private static boolean isPlain(char c) {
        if (c < 0x7f) {
            return c >= ' ';
        }
        return c > 0x9f
                && switch (c) {
                    // Marks that turn the direction of writing, with which a text can look like another one.
                    case '\u061c',
                            '\u200e',
                            '\u200f',
                            '\u202a',
                            '\u202b',
                            '\u202c',
                            '\u202d',
                            '\u202e',
                            '\u2066',
                            '\u2067',
                            '\u2068',
                            '\u2069' -> false;
                    case '\u2028', '\u2029', '\ufeff' -> false;
                    default -> true;
                };
    }
}
