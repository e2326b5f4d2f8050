package io.tickcast.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vert.x' own cluster manager, but for members that are no Vert.x nodes: any Hazelcast of the same cluster name may
 * join, and Vert.x would fail over each that comes or goes.
 */
final class Membership extends HazelcastClusterManager {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    Membership(Config config) {
        super(config);
    }

    @Override
    public synchronized void memberAdded(MembershipEvent event) {
        if (isVertx(event)) {
            super.memberAdded(event);
        } else {
            LOG.warn(
                    "The member at {} is not a Tickcast node: another program uses this cluster name, or an outsider "
                            + "reaches the port of Hazelcast. It gets no ticks, but can disturb the cluster",
                    ClusterMember.of(event.getMember()).address());
        }
    }

    @Override
    public synchronized void memberRemoved(MembershipEvent event) {
        if (isVertx(event)) {
            super.memberRemoved(event);
        } else {
            LOG.info(
                    "The member at {}, which was not a Tickcast node, has left",
                    ClusterMember.of(event.getMember()).address());
        }
    }

    private static boolean isVertx(MembershipEvent event) {
        return !ClusterMember.of(event.getMember()).id().isEmpty();
    }
}
