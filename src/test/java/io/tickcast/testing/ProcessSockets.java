package io.tickcast.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sockets of a process, from Linux' own tables. */
public final class ProcessSockets {
    private ProcessSockets() {}

    /** The ports that it listens on by TCP; none when the process has ended. */
    public static Set<Integer> listeningPorts(long pid) {
        return of(pid, "tcp")
                // LISTEN.
                .filter(row -> row[3].equals("0A"))
                .map(row -> Integer.parseInt(row[1].substring(row[1].indexOf(':') + 1), 16))
                .collect(Collectors.toSet());
    }

    /** Number of its UDP sockets, such as those of queries to a name server. */
    public static long udp(long pid) {
        return of(pid, "udp").count();
    }

    private static Stream<String[]> of(long pid, String protocol) {
        Set<String> sockets;
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            sockets = files.map(ProcessSockets::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            return Stream.empty();
        }
        return Stream.of(protocol, protocol + "6")
                .flatMap(table -> rows(Path.of("/proc/" + pid + "/net/" + table)))
                .filter(row -> sockets.contains(row[9]));
    }

    private static Stream<String[]> rows(Path table) {
        try {
            return Files.readAllLines(table).stream()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
