package io.tickcast.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The figures of Linux for processes. A machine without it, or without {@code taskset}, is measured without pinning.
 */
final class Proc {
    /** USER_HZ is 100 on every Linux that a JVM runs on. */
    private static final double TICKS_PER_SECOND = 100;
    /**
     * A thread's number and the name that HotSpot gave it, cut to 15 bytes; the serial collector is the VM's thread.
     */
    private static final Pattern UPKEEP =
            Pattern.compile("\\d+ \\((C[12] Compiler|GC Thread|G1 |ZDirector|ZDriver|ZWorker|VM Thread)");

    private static final boolean CAN_PIN =
            Runtime.getRuntime().availableProcessors() > 1 && run("taskset", "-p", "1") == 0;

    private Proc() {}

    /**
     * Seconds of CPU.
     *
     * @param user   in user mode
     * @param system in kernel mode
     * @param upkeep of both, that of a JVM's compilers and collectors
     */
    record Cpu(double user, double system, double upkeep) {
        Cpu minus(Cpu before) {
            return new Cpu(user - before.user, system - before.system, upkeep - before.upkeep);
        }

        Cpu plus(Cpu other) {
            return new Cpu(user + other.user, system + other.system, upkeep + other.upkeep);
        }

        double sum() {
            return user + system;
        }
    }

    static List<String> pinned(String cores, List<String> command) {
        return CAN_PIN
                ? Stream.concat(Stream.of("taskset", "-c", cores), command.stream())
                        .toList()
                : command;
    }

    static void pinMyself(int core) {
        if (CAN_PIN) {
            run(
                    "taskset",
                    "-acp",
                    Integer.toString(core),
                    Long.toString(ProcessHandle.current().pid()));
        }
    }

    static Cpu cpu(List<Long> pids) {
        return pids.stream().map(Proc::cpu).reduce(new Cpu(0, 0, 0), Cpu::plus);
    }

    static Cpu cpu(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        double[] all = seconds(read(process.resolve("stat")));
        return new Cpu(all[0], all[1], upkeep(process));
    }

    /** In user and in kernel mode. */
    private static double[] seconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new double[] {
            Long.parseLong(fields[11]) / TICKS_PER_SECOND, Long.parseLong(fields[12]) / TICKS_PER_SECOND
        };
    }

    private static double upkeep(Path process) {
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            return threads.map(thread -> thread.resolve("stat"))
                    .map(Proc::readIfThere)
                    .filter(stat -> UPKEEP.matcher(stat).lookingAt())
                    .mapToDouble(stat -> Arrays.stream(seconds(stat)).sum())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seconds of those threads whose names begin so, by name. */
    static Map<String, Double> threads(long pid, String prefix) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.map(thread -> readIfThere(thread.resolve("stat")))
                    .filter(stat -> stat.contains("(" + prefix))
                    .collect(Collectors.toMap(
                            stat -> stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
                            stat -> Arrays.stream(seconds(stat)).sum(),
                            Double::sum));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A thread may end meanwhile. */
    static String readIfThere(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    static long rssKilobytes(long pid) {
        return statusKilobytes(pid, "VmRSS:");
    }

    /** Resident memory without files, whose pages other processes share. */
    static long anonymousKilobytes(long pid) {
        return statusKilobytes(pid, "RssAnon:");
    }

    private static long statusKilobytes(long pid, String of) {
        return read(Path.of("/proc", Long.toString(pid), "status"))
                .lines()
                .filter(line -> line.startsWith(of))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** The files that a process may open, and so its children. */
    static long openFiles() {
        return read(Path.of("/proc/self/limits"))
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .mapToLong(line -> Long.parseLong(line.split("\\s+")[3]))
                .findFirst()
                .orElseThrow();
    }

    /** Full collections of a JVM, so that what is resident is what is held. */
    static void collect(long pid) {
        for (int i = 0; i < 2; i++) {
            run("jcmd", Long.toString(pid), "GC.run");
        }
    }

    static int run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
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

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
