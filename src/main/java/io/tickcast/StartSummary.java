package io.tickcast;

import io.tickcast.cluster.Cluster;
import io.tickcast.cluster.ClusterMember;
import io.tickcast.config.Settings;
import io.tickcast.http.NodeInfo;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator wants to know of a node that has just started, in one line. */
final class StartSummary {
  private static final Logger LOG = LoggerFactory.getLogger(StartSummary.class);
  /** Files that a node has open besides its streams: jars, libraries, sockets of feeds and cache. */
  private static final int OTHER_FILES = 200;

  private StartSummary() {}

  static void log(Settings settings, NodeInfo info, int port, Vertx vertx, Optional<Cluster> cluster) {
    OptionalLong files = openFileLimit();
    LOG.info("{} {} listens on {}{}:{}; feed {}; {} symbols; cache {}; {}transport {}; open files {}{}",
        info.name(), info.version(), settings.http().tls().isPresent() ? "https://" : "",
        settings.http().host(), port, feed(settings, info),
        settings.symbols().size(), settings.cache().store().name().toLowerCase(Locale.ROOT),
        cluster.map(StartSummary::members).orElse(""), vertx.isNativeTransportEnabled() ? "native" : "NIO",
        files.isPresent() ? Long.toString(files.getAsLong()) : "unknown",
        info.demo() ? "; DEMO: no price is real" : "");
    int wanted = settings.stream().maxConnections() + OTHER_FILES;
    if (files.isPresent() && files.getAsLong() < wanted) {
      LOG.warn("Each stream needs an open file, and this process may have {}: raise the limit (ulimit -n {}) or lower "
          + "stream.max-connections, which is {}", files.getAsLong(), wanted, settings.stream().maxConnections());
    }
  }

  private static String feed(Settings settings, NodeInfo info) {
    return settings.feed().enabled()
        ? "binance at " + settings.feed().binance().endpoints().get(0)
        : "none (feed.enabled is false)";
  }

  private static String members(Cluster cluster) {
    List<String> names = cluster.members().stream().map(ClusterMember::name).toList();
    return "cluster " + cluster.name() + " of " + names.size() + " (" + String.join(", ", names) + "); ";
  }

  /** Linux says it in this file; elsewhere it stays unknown. */
  private static OptionalLong openFileLimit() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
      return lines.filter(line -> line.startsWith("Max open files"))
          .mapToLong(line -> Long.parseLong(line.split("\\s+")[3]))
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
