package io.tickcast.cluster;

import io.vertx.core.spi.cluster.NodeListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each node that joins or leaves. The start logs those that are there already. */
final class MembershipLog implements NodeListener {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private final Supplier<List<ClusterMember>> members;
    /** Members by id: a node that has left can no longer be asked for its name. */
    private final Map<String, ClusterMember> known = new ConcurrentHashMap<>();

    MembershipLog(Supplier<List<ClusterMember>> members) {
        this.members = members;
    }

    void rememberMembers() {
        members.get().forEach(member -> known.put(member.id(), member));
    }

    @Override
    public void nodeAdded(String id) {
        rememberMembers();
        Optional.ofNullable(known.get(id)).ifPresent(member -> log(member, "joined"));
    }

    @Override
    public void nodeLeft(String id) {
        Optional.ofNullable(known.remove(id)).ifPresent(member -> log(member, "left"));
    }

    private void log(ClusterMember member, String what) {
        String names = members.get().stream().map(ClusterMember::name).collect(Collectors.joining(", "));
        LOG.info("{} at {} {} the cluster, which is now: {}", member.name(), member.address(), what, names);
    }
}
