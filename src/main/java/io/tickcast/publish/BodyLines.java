package io.tickcast.publish;

import java.util.Arrays;

/**
 * The lines of a body: the elements of a JSON array, or the lines of a text that are not blank. Only their ends are
 * looked for, so that a line which is no JSON leaves the others readable.
 */
final class BodyLines {
    private final byte[] body;
    private final int most;
    private int[] numbers = new int[16];
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private int count;

    private BodyLines(byte[] body, int most) {
        this.body = body;
        this.most = most;
    }

    /** @param most lines that are looked for; {@link #count()} is one more when there are more */
    static BodyLines of(byte[] body, int most) {
        BodyLines lines = new BodyLines(body, most);
        int from = hasMark(body) ? 3 : 0;
        int start = lines.skipBlank(from, body.length);
        if (start < body.length && body[start] == '[') {
            lines.readArray(start + 1);
        } else if (start < body.length && body[start] == '{' && lines.isOneObject(start)) {
            lines.add(1, start, body.length);
        } else {
            lines.readText(from);
        }
        return lines;
    }

    /** Whether there is nothing, not even an array without elements. */
    boolean isBlank() {
        return count == 0 && skipBlank(hasMark(body) ? 3 : 0, body.length) == body.length;
    }

    /** The byte order mark that some editors put in front of UTF-8. */
    private static boolean hasMark(byte[] body) {
        return body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
    }

    int count() {
        return count;
    }

    /** Number of a line in the body, from 1 on. */
    int number(int index) {
        return numbers[index];
    }

    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return ends[index];
    }

    private boolean isFull() {
        return count > most;
    }

    private void add(int number, int start, int end) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        numbers[count] = number;
        starts[count] = start;
        ends[count] = end;
        count++;
    }

    private int skipBlank(int from, int end) {
        int at = from;
        while (at < end && isBlank(body[at])) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private void readText(int from) {
        int number = 0;
        for (int start = from; start < body.length && !isFull(); ) {
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            number++;
            if (skipBlank(start, end) < end) {
                add(number, start, end);
            }
            start = end + 1;
        }
    }

    private void readArray(int from) {
        Scanner scanner = new Scanner(from);
        int start = from;
        while (!isFull()) {
            int end = scanner.nextEnd();
            boolean closed = end < body.length && body[end] == ']';
            boolean separated = end < body.length && !closed;
            // An array without elements has no line, and neither has the end of one that breaks off.
            if (separated || skipBlank(start, end) < end || (closed && count > 0)) {
                add(count + 1, start, end);
            }
            if (!separated) {
                readRest(closed ? end + 1 : end, closed);
                return;
            }
            start = end + 1;
        }
    }

    /** Adds a line for text behind the end of the array, or for an end that is missing. The line is refused. */
    private void readRest(int from, boolean closed) {
        int start = skipBlank(from, body.length);
        if (!closed || start < body.length) {
            add(count + 1, start, body.length);
        }
    }

    /** Whether the first object ends at the end of the body, so that its own line ends separate nothing. */
    private boolean isOneObject(int start) {
        return skipBlank(new Scanner(start).afterObject(), body.length) == body.length;
    }

    /** Walks over JSON outside strings. A raw end of line ends a string, which cannot contain one. */
    private final class Scanner {
        private int at;
        private boolean inString;

        Scanner(int from) {
            at = from;
        }

        /** Position of the next comma or closing bracket of the array itself; the length of the body without one. */
        int nextEnd() {
            int depth = 0;
            for (; at < body.length; at++) {
                int change = change();
                if (depth == 0 && !inString && (body[at] == ',' || body[at] == ']')) {
                    return at++;
                }
                depth = Math.max(0, depth + change);
            }
            // A backslash may be the last byte.
            return body.length;
        }

        /** Position behind the object that begins here; beyond the body when it does not end. */
        int afterObject() {
            int depth = 0;
            for (; at < body.length; at++) {
                depth += change();
                if (depth == 0 && !inString) {
                    return at + 1;
                }
            }
            return body.length + 1;
        }

        /** @return by how much the nesting is deeper after this character, which may be skipped over */
        private int change() {
            byte c = body[at];
            if (inString) {
                if (c == '\\') {
                    at++;
                } else if (c == '"' || c == '\n') {
                    inString = false;
                }
                return 0;
            }
            if (c == '"') {
                inString = true;
                return 0;
            }
            return c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        }
    }
}
