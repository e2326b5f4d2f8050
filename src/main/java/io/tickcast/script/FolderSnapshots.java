package io.tickcast.script;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The last two snapshots of the folder. */
final class FolderSnapshots {
    private Map<String, ScriptFile> before = Map.of();
    private Map<String, ScriptFile> now = Map.of();

    void add(List<ScriptFile> files) {
        before = now;
        now = files.stream().collect(Collectors.toMap(ScriptFile::fileName, Function.identity()));
    }

    /** Files that are the same in both snapshots: a file that differs may still be being written. */
    List<ScriptFile> settled() {
        return now.values().stream()
                .filter(file -> file.equals(before.get(file.fileName())))
                .toList();
    }

    /** Whether it was missing at both: a listing may pass over a file that is just being replaced. */
    boolean isGone(String name) {
        return !now.containsKey(name) && !before.containsKey(name);
    }

    /** Whether the last one found nothing. */
    boolean isEmpty() {
        return now.isEmpty();
    }
}
