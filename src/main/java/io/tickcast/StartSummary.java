package io.tickcast;

import io.tickcast.cluster.Cluster;
import io.tickcast.cluster.ClusterMember;
import io.tickcast.config.Settings;
import io.tickcast.http.NodeInfo;
import io.tickcast.net.OpenFiles;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator wants to know of a node that has just started, in one line. */
final class StartSummary {
  private static final Logger LOG = LoggerFactory.getLogger(StartSummary.class);

  private StartSummary() {}

  static void log(Settings settings, NodeInfo info, int port, Vertx vertx, Optional<Cluster> cluster) {
    OptionalLong files = OpenFiles.limit();
    LOG.info("{} {} listens on {}{}:{}; feed {}; {} symbols; cache {}; {}transport {}; open files {}{}",
        info.name(), info.version(), settings.http().tls().isPresent() ? "https://" : "",
        settings.http().host(), port, feed(settings, info),
        settings.symbols().size(), settings.cache().store().name().toLowerCase(Locale.ROOT),
        cluster.map(StartSummary::members).orElse(""), vertx.isNativeTransportEnabled() ? "native" : "NIO",
        files.isPresent() ? Long.toString(files.getAsLong()) : "unknown",
        info.demo() ? "; DEMO: no price is real" : "");
    int wanted = settings.stream().maxConnections() + OpenFiles.RESERVED;
    if (files.isPresent() && files.getAsLong() < wanted) {
      int connections = OpenFiles.forClients(Integer.MAX_VALUE);
      LOG.warn("Each stream needs an open file, and this process may have {}: raise the limit (ulimit -n {}) or lower "
          + "stream.max-connections, which is {}. Until then no more than {} connections are accepted, so that {} "
          + "files are left for the feed, the cluster and the rest", files.getAsLong(), wanted,
          settings.stream().maxConnections(), connections, files.getAsLong() - connections);
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
}
