package io.tickcast.market;

/** JSON as it can stand in a line of an event stream, whatever its reader takes for the end of a line. */
public final class JsonText {
    private static final char NEXT_LINE = 0x85;
    private static final char LINE_SEPARATOR = 0x2028;
    private static final char PARAGRAPH_SEPARATOR = 0x2029;

    private JsonText() {}

    /**
     * Escapes what JSON allows in its texts and some readers split lines at, as Python's {@code splitlines} does. The
     * other such characters are below the space, and no JSON has these as they are.
     *
     * @param json valid, on one line
     */
    public static String onOneLine(String json) {
        int first = 0;
        while (first < json.length() && !splitsLines(json.charAt(first))) {
            first++;
        }
        if (first == json.length()) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + 64).append(json, 0, first);
        for (int i = first; i < json.length(); i++) {
            char c = json.charAt(i);
            if (splitsLines(c)) {
                escaped.append("\\u%04x".formatted((int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static boolean splitsLines(char c) {
        return c == NEXT_LINE || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR;
    }
}
