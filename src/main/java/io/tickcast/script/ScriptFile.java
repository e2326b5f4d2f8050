package io.tickcast.script;

import java.nio.file.Path;

/**
 * A file of the verticles' folder at the time of a scan.
 *
 * @param language as status calls it: the file's ending
 * @param modified ms since the epoch
 */
record ScriptFile(Path path, String name, String language, long size, long modified) {
    static final String JAVASCRIPT = "js";
    static final String JAVA = "java";
    static final String GROOVY = "groovy";

    String fileName() {
        return name + "." + language;
    }

    /** Whether it runs in a sandbox; all others have the rights of this process. */
    boolean isSandboxed() {
        return language.equals(JAVASCRIPT);
    }
}
