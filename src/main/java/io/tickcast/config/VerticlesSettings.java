package io.tickcast.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The verticles that are files of a folder.
 *
 * @param folder    relative to the working directory; empty: none are run
 * @param trusted   whether files are run that may do all that this process may, as those in Groovy and Java
 * @param instances of a file that does not say it
 * @param callLimit CPU time of a call of a file in JavaScript, at most
 * @param maxFiles  largest number of files that are run
 * @param maxHeap   percent of the heap that may be full after a collection while files run
 * @param files     the settings of each file, by its name without the ending: texts, numbers, true and false, and lists
 *                  of those
 */
public record VerticlesSettings(
        Optional<Path> folder,
        boolean trusted,
        Instances instances,
        Duration callLimit,
        int maxFiles,
        int maxHeap,
        Map<String, Map<String, Object>> files) {

    /** The number of nodes of a cluster on which a file runs at a time. */
    public enum Instances {
        ONE,
        EVERY
    }

    /** The number of nodes on which this file runs. */
    public Instances instances(String file) {
        return Optional.ofNullable(files.getOrDefault(file, Map.of()).get("instances"))
                .map(text -> Instances.valueOf(text.toString().toUpperCase(Locale.ROOT)))
                .orElse(instances);
    }
}
