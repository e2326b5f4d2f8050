package io.tickcast.config;

import io.tickcast.config.Settings.Cluster;
import java.util.Set;

/** Reads the settings below {@code cluster}. The file of {@code cluster.config} is read when the node joins. */
final class ClusterReader {
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    private final TypedSettings values;

    ClusterReader(TypedSettings values) {
        this.values = values;
    }

    Cluster cluster() {
        String host = values.host("cluster.host");
        return new Cluster(
                values.flag("cluster.enabled"),
                values.path("cluster.config"),
                host,
                values.number("cluster.port", 0, 65535),
                publicHost(host),
                values.number("cluster.public-port", 0, 65535),
                values.duration("cluster.bus-heartbeat", "100ms", "10s"),
                values.duration("cluster.clock-tolerance", "0ms", "1m"),
                new TlsReader(values).cluster());
    }

    private String publicHost(String host) {
        String key = "cluster.public-host";
        if (!values.entry(key).isBlank()) {
            return values.parsed(
                    key,
                    text -> Locations.host(text).filter(found -> !EVERY_ADDRESS.contains(found)),
                    "empty, or the host name or IP address of this node");
        }
        if (EVERY_ADDRESS.contains(host)) {
            throw values.entry(key)
                    .mustBe("the address that other nodes reach this one at, since cluster.host is " + host);
        }
        return host;
    }
}
