package io.tickcast.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The files, sockets among them, that this process may have open at once. */
public final class OpenFiles {
  /** For jars and libraries, for sockets of feeds, of the cache and of the cluster, and for those who administer. */
  public static final int RESERVED = 200;

  private OpenFiles() {}

  /** Linux says it in a file; elsewhere it stays unknown. */
  public static OptionalLong limit() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
      return lines.filter(line -> line.startsWith("Max open files"))
          .mapToLong(line -> Long.parseLong(line.split("\\s+")[3]))
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The connections of clients that leave the reserve free, or half of few files; at most {@code wanted}. */
  public static int forClients(int wanted) {
    return (int) limit().stream()
        .map(limit -> Math.max(1, Math.min(wanted, limit - Math.min(RESERVED, limit / 2)))).findFirst()
        .orElse(wanted);
  }
}
