package io.tickcast.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The classes of the jar as the JVM has loaded them once, with which each further node starts for half of the processor
 * time. Made by the first test that needs it, beside the jar.
 */
final class ClassArchive {
    private static final Map<Path, List<String>> OPTIONS = new ConcurrentHashMap<>();

    private ClassArchive() {}

    /** The JVM options that use the archive of this jar. */
    static List<String> options(Path jar) {
        return OPTIONS.computeIfAbsent(jar, ClassArchive::made);
    }

    private static List<String> made(Path jar) {
        Path archive = Path.of(jar + "." + Runtime.version().feature() + ".jsa");
        // Other JVMs of the tests may want the same at this moment.
        try (FileChannel lock =
                FileChannel.open(Path.of(archive + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Held until the file is closed.
            lock.lock();
            if (!isOf(archive, jar)) {
                make(archive, jar);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of("-XX:SharedArchiveFile=" + archive);
    }

    private static boolean isOf(Path archive, Path jar) throws IOException {
        return Files.exists(archive)
                && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) >= 0;
    }

    /** Of a node in a cluster that feeds on the demo, and keeps candles and alerts. */
    private static void make(Path archive, Path jar) throws IOException {
        Path made = Path.of(archive + ".new");
        Path directory = Files.createTempDirectory("tickcast-classes");
        Map<String, String> settings = new HashMap<>(new ClusterFiles(directory, 1).settings(0));
        settings.put("TICKCAST_HISTORY_ENABLED", "true");
        settings.put("TICKCAST_ALERT_ENABLED", "true");
        settings.put("TICKCAST_STORAGE_URL", "jdbc:sqlite:" + directory.resolve("candles.db"));
        try (JarProcess node =
                JarProcess.startWith(List.of("-XX:ArchiveClassesAtExit=" + made), jar, directory, settings, "--demo")) {
            node.get("/api/prices");
            node.terminate();
            node.exitStatus();
        }
        Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
