package io.tickcast.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import java.util.Map;

/** The configuration that every node needs, unless the file says otherwise. */
final class ClusterDefaults {
    private static final String LOGGING = "hazelcast.logging.type";

    private static final Map<String, String> PROPERTIES = Map.of(
            LOGGING,
            "slf4j",
            "hazelcast.phone.home.enabled",
            "false",
            // Else it listens on every address, whatever <interfaces> says.
            "hazelcast.socket.bind.any",
            "false",
            // Seconds. A frozen node is detected after 10 instead of 60, and a healed split after 10 instead of 300,
            // until
            // which its nodes would stay isolated.
            "hazelcast.heartbeat.interval.seconds",
            "1",
            "hazelcast.max.no.heartbeat.seconds",
            "10",
            "hazelcast.merge.first.run.delay.seconds",
            "10",
            "hazelcast.merge.next.run.delay.seconds",
            "10",
            "hazelcast.graceful.shutdown.max.wait",
            "10");

    private ClusterDefaults() {}

    /** Must run before any class of Hazelcast logs: Hazelcast looks once, and would otherwise write to stderr. */
    static void logThroughSlf4j() {
        if (System.getProperty(LOGGING) == null) {
            System.setProperty(LOGGING, PROPERTIES.get(LOGGING));
        }
    }

    static Config complete(Config config) {
        PROPERTIES.forEach((name, value) -> {
            if (config.getProperty(name) == null) {
                config.setProperty(name, value);
            }
        });
        // What Vert.x keeps in the cluster: who listens to which address, and where each node's event bus is.
        if (!config.getMultiMapConfigs().containsKey("__vertx.subs")) {
            config.addMultiMapConfig(new MultiMapConfig("__vertx.subs")
                    .setBackupCount(1)
                    .setValueCollectionType(ValueCollectionType.SET));
        }
        for (String map : new String[] {"__vertx.haInfo", "__vertx.nodeInfo"}) {
            if (!config.getMapConfigs().containsKey(map)) {
                config.addMapConfig(new MapConfig(map).setBackupCount(1));
            }
        }
        return config;
    }
}
