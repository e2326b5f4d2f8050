package io.tickcast.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperties;
import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.tickcast.net.NativeTransport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.time.Duration;
import java.util.List;

/** This node's place among the others. Its methods may be called on any thread, until Vert.x is closed. */
public final class Cluster {
    private static final int ISOLATED_BEATS = 15;
    /** A dead node is listed for as long as Hazelcast waits for it, and then until all know. */
    private static final Duration DELISTED_WITHIN = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Membership manager;
    private final SideChannel channel;

    private Cluster(Vertx vertx, Membership manager, SideChannel channel) {
        this.vertx = vertx;
        this.manager = manager;
        this.channel = channel;
    }

    /**
     * Reads the file of {@code cluster.config} and those of TLS, and joins, or is the first. Blocks while it reads.
     *
     * @param nodeName as other nodes are to show it
     * @param setup    settings that should be the same on all nodes
     * @return fails with {@link SettingsException} when a file is wrong, with {@link JoinException} when an address or
     *     a port cannot be had
     */
    public static Future<Cluster> join(Settings.Cluster settings, String nodeName, Setup setup, VertxOptions options) {
        Config config;
        EventBusOptions bus;
        try {
            config = ClusterFile.read(settings);
            bus = BusOptions.of(settings);
        } catch (SettingsException e) {
            return Future.failedFuture(e);
        }
        boolean tls = settings.tls().isPresent();
        config.setClusterName(setup.clusterName(config.getClusterName()));
        config.getMemberAttributeConfig().setAttribute(ClusterMember.NAME, nodeName);
        setup.show(config.getMemberAttributeConfig(), tls);
        // Of this very type all over the class: to check another one, the JVM would load Hazelcast for a node alone.
        Membership manager = new Membership(config);
        MembershipLog log = new MembershipLog(() -> members(manager));
        manager.nodeListener(log);
        return NativeTransport.builder(new VertxOptions(options).setEventBusOptions(bus))
                .withClusterManager(manager)
                .buildClustered()
                .map(vertx -> new Cluster(
                        vertx,
                        manager,
                        new MemberChannel(vertx, manager.getHazelcastInstance(), manager.getNodeId(), setup, tls)))
                .compose(cluster -> cluster.refuseOtherWorld(setup))
                .onSuccess(cluster -> log.rememberMembers())
                .recover(cause -> Future.failedFuture(JoinException.of(cause, settings)));
    }

    /**
     * A demo and a cluster with real prices keep apart by their names; this is for those who give them the same one.
     */
    private Future<Cluster> refuseOtherWorld(Setup setup) {
        return manager.getHazelcastInstance().getCluster().getMembers().stream()
                .filter(member -> ClusterMember.of(member).isNode() && setup.isOtherWorld(member))
                .findFirst()
                .map(member -> vertx.close()
                        .transform(closed -> Future.<Cluster>failedFuture(JoinException.otherWorld(
                                setup.demo(), ClusterMember.of(member).text()))))
                .orElse(Future.succeededFuture(this));
    }

    /** @throws SettingsException when a node could not join with these settings */
    public static void check(Settings.Cluster settings) {
        ClusterFile.read(settings);
    }

    /** Closing it leaves the cluster. */
    public Vertx vertx() {
        return vertx;
    }

    public String name() {
        return manager.getHazelcastInstance().getConfig().getClusterName();
    }

    /** The {@link ClusterMember#id()} of this node. */
    public String id() {
        return manager.getNodeId();
    }

    /** The channel over which nodes learn of each other without the event bus. */
    public SideChannel channel() {
        return channel;
    }

    /**
     * Time of silence after which the bus counts as isolated: some heartbeats, and longer than a dead node is listed.
     *
     * @param memberTimeout after which a member that is not heard is no longer listed
     */
    public static Duration isolatedAfter(Duration beat, Duration memberTimeout) {
        Duration beats = beat.multipliedBy(ISOLATED_BEATS);
        Duration listed = memberTimeout.plus(DELISTED_WITHIN);
        return beats.compareTo(listed) > 0 ? beats : listed;
    }

    /** Time after which a silent member is no longer listed. */
    public Duration memberTimeout() {
        HazelcastProperties properties =
                new HazelcastProperties(manager.getHazelcastInstance().getConfig());
        return Duration.ofMillis(properties.getMillis(ClusterProperty.MAX_NO_HEARTBEAT_SECONDS));
    }

    /** All nodes, this one included, the oldest first. The list is the same on every node, except during a change. */
    public List<ClusterMember> members() {
        return members(manager);
    }

    private static List<ClusterMember> members(Membership manager) {
        return manager.getHazelcastInstance().getCluster().getMembers().stream()
                .map(ClusterMember::of)
                .filter(ClusterMember::isNode)
                .toList();
    }
}
