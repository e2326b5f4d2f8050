package io.tickcast.config;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The character set in which this process reads its environment, its arguments and the names of files: that of its
 * locale, which in a bare container or service is ASCII.
 */
record ProcessCharset(Charset charset) {
    private static final int FIRST_WITH_ITS_OWN = 18;
    private static final char REPLACEMENT = '\uFFFD';

    static ProcessCharset ofThis() {
        // Until JDK 17 the default is that of the locale, too, unless an option says otherwise.
        return new ProcessCharset(
                Runtime.version().feature() >= FIRST_WITH_ITS_OWN
                        ? Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"))
                        : Charset.defaultCharset());
    }

    /** Whether a text was UTF-8 and was read as something else, or is no text at all. */
    boolean damages(String text) {
        if (text.indexOf(REPLACEMENT) >= 0) {
            return true;
        }
        if (isUtf8()
                || text.chars().allMatch(c -> c < 0x80)
                || !charset.newEncoder().canEncode(text)) {
            return false;
        }
        try {
            Utf8.text(text.getBytes(charset));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The remedy, for messages. */
    String advice() {
        return isUtf8()
                ? "it must be UTF-8 text"
                : "the locale of this process has the character set " + charset + ": start it with LC_ALL=C.UTF-8";
    }

    private boolean isUtf8() {
        return charset.equals(StandardCharsets.UTF_8);
    }
}
