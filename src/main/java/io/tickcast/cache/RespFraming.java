package io.tickcast.cache;

import io.vertx.core.buffer.Buffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds where each RESP2 reply begins and ends. The parser of Vert.x' client allocates room for as many replies as the
 * head of an array, map, set or push announces, before one of them has come: a few bytes could take the memory of the
 * node. None of our commands has such a reply, so none may reach the parser.
 */
final class RespFraming {
    /** Simple strings, errors, integers, bulk strings. */
    private static final String TYPES = "+-:$";

    private static final Pattern BULK = Pattern.compile("\\$(-1|\\d{1,9})\r\n");
    private static final String NULL = "-1";
    private static final int LINE_END = 2;

    private final StringBuilder line = new StringBuilder();
    /** Bytes of a bulk string that are still to come, its end of line among them. */
    private int bulk;

    /** Whether these bytes, which follow the last ones, hold nothing but such replies, or parts of them. */
    boolean admits(Buffer bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            char value = (char) bytes.getUnsignedByte(i);
            if (bulk > 0 ? !admitsInBulk(value) : !admitsInLine(value)) {
                return false;
            }
        }
        return true;
    }

    private boolean admitsInBulk(char value) {
        bulk--;
        return bulk >= LINE_END || value == (bulk == 1 ? '\r' : '\n');
    }

    private boolean admitsInLine(char value) {
        if (line.isEmpty() && TYPES.indexOf(value) < 0) {
            return false;
        }
        line.append(value);
        if (value != '\n') {
            return true;
        }
        String whole = line.toString();
        line.setLength(0);
        return whole.startsWith("$") ? beginsBulk(whole) : whole.endsWith("\r\n");
    }

    private boolean beginsBulk(String head) {
        Matcher length = BULK.matcher(head);
        if (!length.matches()) {
            return false;
        }
        bulk = length.group(1).equals(NULL) ? 0 : Integer.parseInt(length.group(1)) + LINE_END;
        return true;
    }
}
