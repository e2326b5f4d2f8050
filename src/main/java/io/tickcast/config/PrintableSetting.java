package io.tickcast.config;

import io.tickcast.log.Printable;
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
        return Printable.escaped(text, LONGEST);
    }

    static String path(Path path) {
        return Printable.escaped(path.toString(), LONGEST_PATH);
    }
}
