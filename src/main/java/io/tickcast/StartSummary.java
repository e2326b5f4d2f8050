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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The facts about a node that has just started which an operator needs, in one line. */
final class StartSummary {
    private static final Logger LOG = LoggerFactory.getLogger(StartSummary.class);

    private StartSummary() {}

    static void log(
            Settings settings, NodeInfo info, int port, Vertx vertx, Optional<Cluster> cluster, OpenFiles files) {
        LOG.info(
                "{} {} listens on {}{}:{}; feed {}; {} symbols; cache {}; {}transport {}; open files {}{}",
                info.name(),
                info.version(),
                settings.http().protocols().tls().isPresent() ? "https://" : "",
                settings.http().listen().host(),
                port,
                feed(settings),
                settings.symbols().size(),
                settings.cache().store().name().toLowerCase(Locale.ROOT),
                cluster.map(StartSummary::members).orElse(""),
                vertx.isNativeTransportEnabled() ? "native" : "NIO",
                files.limit().isPresent() ? Long.toString(files.limit().getAsLong()) : "unknown",
                info.demo() ? "; DEMO: all prices are made up" : "");
        int streams = settings.stream().limits().connections();
        int connections = files.forClients(streams);
        if (connections < streams) {
            long limit = files.limit().orElseThrow();
            LOG.warn(
                    "Each stream needs an open file, and this process may have {}: raise the limit (ulimit -n {}) "
                            + "or lower stream.max-connections, which is {}. Until then no more than {} connections "
                            + "are accepted, so that {} files are left for the feed, the cluster and the rest",
                    limit,
                    files.limitFor(streams),
                    streams,
                    connections,
                    limit - connections);
        }
    }

    private static String feed(Settings settings) {
        return settings.feed().enabled()
                ? Exchanges.primary(settings).name() + " at " + Exchanges.endpoint(settings)
                : "none (feed.enabled is false)";
    }

    private static String members(Cluster cluster) {
        List<String> names = cluster.members().stream().map(ClusterMember::name).toList();
        return "cluster " + cluster.name() + " of " + names.size() + " (" + String.join(", ", names) + "); ";
    }
}
