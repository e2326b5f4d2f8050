package io.tickcast.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The files, sockets among them, that this process may have open at once.
 *
 * @param limit empty where it is unknown
 * @param open  open files of the process itself: each event loop has some, so there are hundreds on a large machine
 */
public record OpenFiles(OptionalLong limit, long open) {
    public static final OpenFiles UNKNOWN = new OpenFiles(OptionalLong.empty(), 0);

    /** Set aside for libraries, sockets of feeds, cache and cluster that come later, and administrators. */
    private static final int RESERVED = 200;

    /** The open files of this process, as they are now. */
    public static OpenFiles ofThisProcess() {
        return new OpenFiles(readLimit(), countOpen());
    }

    /** Linux says it in a file; elsewhere it stays unknown. */
    private static OptionalLong readLimit() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .mapToLong(line -> Long.parseLong(line.split("\\s+", -1)[3]))
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static long countOpen() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException e) {
            return 0;
        }
    }

    /** The connections of clients that leave the reserve free, or half of few files; at most {@code wanted}. */
    public int forClients(int wanted) {
        if (limit.isEmpty()) {
            return wanted;
        }
        long free = limit.getAsLong() - open;
        return (int) Math.max(1, Math.min(wanted, free - Math.min(RESERVED, free / 2)));
    }

    /** The file limit that this number of connections needs. */
    public long limitFor(int connections) {
        return open + connections + RESERVED;
    }
}
