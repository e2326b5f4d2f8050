package io.tickcast.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ports that a process listens on, from Linux' own table of sockets. */
public final class ListeningPorts {
  private ListeningPorts() {}

  /** None when the process has ended. */
  public static Set<Integer> of(long pid) {
    Set<String> sockets;
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      sockets = files.map(ListeningPorts::target)
          .filter(target -> target.startsWith("socket:["))
          .map(target -> target.substring("socket:[".length(), target.length() - 1))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      return Set.of();
    }
    return Stream.of("tcp", "tcp6")
        .flatMap(table -> rows(Path.of("/proc/" + pid + "/net/" + table)))
        .filter(row -> sockets.contains(row[9]))
        // LISTEN. UDP is left out: there the only socket is the one that names are looked up with.
        .filter(row -> row[3].equals("0A"))
        .map(row -> Integer.parseInt(row[1].substring(row[1].indexOf(':') + 1), 16))
        .collect(Collectors.toSet());
  }

  private static Stream<String[]> rows(Path table) {
    try {
      return Files.readAllLines(table).stream().skip(1).map(line -> line.strip().split("\\s+"));
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
