package io.tickcast.config;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Foreign text as a message may show it: on one line, of bounded length, without passwords inside a URI. */
final class PrintableSetting {
    private static final int LONGEST = 60;
    private static final int LONGEST_PATH = 4096;
    private static final Pattern USER_INFO = Pattern.compile("//[^/]*@");

    private PrintableSetting() {}

    static String quoted(String text) {
        return '"' + plain(USER_INFO.matcher(text).replaceAll("//***@")) + '"';
    }

    static String plain(String text) {
        return cut(text, LONGEST);
    }

    static String path(Path path) {
        return cut(path.toString(), LONGEST_PATH);
    }

    private static String cut(String text, int longest) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(longest).forEach(c -> append(shown, c));
        return text.codePointCount(0, text.length()) > longest ? shown + "..." : shown.toString();
    }

    /** Whether every character can stand in a line of text. */
    static boolean isPrintable(String text) {
        return text.codePoints().allMatch(PrintableSetting::isPrintable);
    }

    private static void append(StringBuilder shown, int c) {
        switch (c) {
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            default -> {
                if (isPrintable(c)) {
                    shown.appendCodePoint(c);
                } else {
                    shown.append(String.format("\\u%04x", c));
                }
            }
        }
    }

    /** Invisible format characters count as unprintable: they can turn the direction of a terminal's line. */
    private static boolean isPrintable(int c) {
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
