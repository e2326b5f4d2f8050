package io.tickcast.testing;

import java.util.List;
import java.util.stream.Stream;

/** Request targets that one reader takes for a path and another for some other path or none. */
public final class OddTargets {
    private OddTargets() {}

    /** @param path path that some reader may find in them, such as {@code /metrics} */
    public static List<String> of(String path) {
        String name = path.substring(1);
        char first = name.charAt(0);
        return Stream.of(
                        // A fragment, behind which some look for dots and others do not.
                        "/x#/.." + path,
                        "/#/.." + path,
                        "/x?y#/.." + path,
                        path + "#",
                        path + "#x",
                        "/x%23/.." + path,
                        // Dot segments, plain and encoded.
                        "/x/.." + path,
                        "/." + path,
                        "/.." + path,
                        path + "/.",
                        path + "/x/..",
                        "/..",
                        "/.",
                        "/x/%2e%2e" + path,
                        "/x/%2E%2E" + path,
                        "/x/.%2e" + path,
                        "/%2e" + path,
                        "/x/..%2f" + name,
                        "/x/%2e%2e%2f" + name,
                        "/x/%252e%252e" + path,
                        // More than one slash, and what some take for one.
                        "/" + path,
                        "//x/.." + path,
                        path + "//",
                        "/x/" + path,
                        "/\\" + name,
                        "/x\\.." + path,
                        "/x\\..\\" + name,
                        "/x/..\\" + name,
                        "/x/..%5c" + name,
                        "/%5C" + name,
                        "/%2f" + name,
                        "/x%2F.." + path,
                        "/%2e%2e%5c" + name,
                        // Letters that need no encoding.
                        "/%" + Integer.toHexString(first) + name.substring(1),
                        path.replace("e", "%65"),
                        path.replace("t", "%74"),
                        "/%25" + Integer.toHexString(first) + name.substring(1),
                        path.replace("/", "%2F"),
                        // The end of the path, for some.
                        path + "%3fx",
                        path + "%3F",
                        path + "%23x",
                        path + "\u0001",
                        path + "\u007f",
                        "/x\u0000/.." + path,
                        // Neither a path nor an address with one.
                        "http://127.0.0.1?" + path,
                        "http://127.0.0.1#" + path,
                        "http://127.0.0.1?x=" + path,
                        "http://127.0.0.1",
                        "http://127.0.0.1/x/.." + path,
                        "http://127.0.0.1/" + path,
                        "http://127.0.0.1/x#/.." + path,
                        "http://",
                        "http:" + path,
                        "://" + path,
                        "x://127.0.0.1" + path,
                        "http://127.0.0.1\\" + path,
                        "http://x@127.0.0.1" + path,
                        "*",
                        "*" + path,
                        name,
                        "?" + name,
                        "?" + path,
                        "#" + path,
                        "\\" + name,
                        "." + path,
                        "127.0.0.1:80",
                        // Broken escapes.
                        path + "%",
                        path + "%2",
                        path + "%zz",
                        path + "%c",
                        "%2f" + name)
                .toList();
    }
}
