package io.tickcast.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.JarProcess;
import io.tickcast.testing.ShippedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The threads that a node may have, by the files for deployment, and those that it needs on a large machine. */
class ThreadsIT {
  private static final int CPUS = 64;

  @Test
  void a_node_on_64_cpus_needs_half_of_the_threads_that_it_may_have(@TempDir Path directory) throws IOException {
    int threads = threadsOf64Cpus(directory);
    assertThat(threads).as("with at least one for each CPU").isGreaterThan(CPUS);
    int compose = Integer.parseInt(ShippedFiles.yaml("compose.yaml").get(0).text("services", "node1", "pids_limit"));
    int systemd = Integer.parseInt(ShippedFiles.one("^TasksMax=(\\d+)$", ShippedFiles.text("conf/tickcast.service")));
    assertThat(List.of(compose, systemd)).allSatisfy(limit -> assertThat(limit).isGreaterThan(2 * threads));
  }

  /** Each thread takes 1 GiB of addresses here, and of those there are few: the limit of threads that root has, too. */
  @Test
  void a_node_that_cannot_make_its_threads_ends_and_says_which_limits_to_raise(@TempDir Path directory) {
    Tool.assume("prlimit", "apt-get install util-linux");
    try (JarProcess node = JarProcess.startBy(List.of("prlimit", "--as=" + (130L << 30)),
        List.of("-Xss1g", "-Xmx256m", "-XX:ActiveProcessorCount=" + CPUS), directory,
        new ClusterFiles(directory, 1).settings(0))) {
      assertThat(node.exitStatus()).isNotZero();
      assertThat(Stream.concat(node.out().stream(), node.err().stream()))
          .anySatisfy(line -> assertThat(line).contains("TasksMax=", "pids_limit", "ulimit -u"));
    }
  }

  private static int threadsOf64Cpus(Path directory) throws IOException {
    try (JarProcess node = JarProcess.startIn(List.of("-Xmx256m", "-XX:ActiveProcessorCount=" + CPUS), directory,
        new ClusterFiles(directory, 1).settings(0))) {
      node.port();
      String status = Files.readString(Path.of("/proc", Long.toString(node.pid()), "status"));
      return Integer.parseInt(ShippedFiles.one("^Threads:\\s+(\\d+)$", status));
    }
  }
}
