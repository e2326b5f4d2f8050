package io.tickcast.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What Linux says of processes; a machine without it, or without {@code taskset}, is measured without pinning. */
final class Proc {
  /** USER_HZ is 100 on every Linux that a JVM runs on. */
  private static final double TICKS_PER_SECOND = 100;
  private static final boolean CAN_PIN =
      Runtime.getRuntime().availableProcessors() > 1 && run("taskset", "-p", "1") == 0;

  private Proc() {}

  /** Seconds in user and in kernel mode. */
  record Cpu(double user, double system) {
    Cpu minus(Cpu before) {
      return new Cpu(user - before.user, system - before.system);
    }

    Cpu plus(Cpu other) {
      return new Cpu(user + other.user, system + other.system);
    }

    double sum() {
      return user + system;
    }
  }

  static List<String> pinned(int core, List<String> command) {
    return CAN_PIN
        ? Stream.concat(Stream.of("taskset", "-c", Integer.toString(core)), command.stream()).toList() : command;
  }

  static void pinMyself(int core) {
    if (CAN_PIN) {
      run("taskset", "-acp", Integer.toString(core), Long.toString(ProcessHandle.current().pid()));
    }
  }

  static Cpu cpu(List<Long> pids) {
    return pids.stream().map(Proc::cpu).reduce(new Cpu(0, 0), Cpu::plus);
  }

  static Cpu cpu(long pid) {
    String stat = read(pid, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return new Cpu(Long.parseLong(fields[11]) / TICKS_PER_SECOND, Long.parseLong(fields[12]) / TICKS_PER_SECOND);
  }

  static long rssKilobytes(long pid) {
    return read(pid, "status").lines().filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
  }

  /** Full collections of a JVM, so that what is resident is what is held. */
  static void collect(long pid) {
    for (int i = 0; i < 2; i++) {
      run("jcmd", Long.toString(pid), "GC.run");
    }
  }

  static int run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return -1;
      }
      return process.exitValue();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
