package io.tickcast.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The side channel through Hazelcast: a map of the cluster holds what each node reports, and the list of members what
 * each of them is. A report is a few hundred bytes, once a heartbeat.
 */
final class MemberChannel implements SideChannel {
    private static final Logger LOG = LoggerFactory.getLogger(MemberChannel.class);
    private static final String MAP = "tickcast.hearing";
    /** Reports of nodes that are gone leave the map by themselves. */
    private static final long KEPT_SECONDS = 120;

    private final Vertx vertx;
    private final HazelcastInstance hazelcast;
    private final String own;
    private final Setup setup;
    private final boolean tls;
    /** Allows one write at a time, so that no queue grows while the cluster does not answer. */
    private final AtomicBoolean writing = new AtomicBoolean();

    private final AtomicBoolean reading = new AtomicBoolean();

    MemberChannel(Vertx vertx, HazelcastInstance hazelcast, String own, Setup setup, boolean tls) {
        this.vertx = vertx;
        this.hazelcast = hazelcast;
        this.own = own;
        this.setup = setup;
        this.tls = tls;
    }

    @Override
    public Set<String> elders() {
        Set<String> elders = new HashSet<>();
        for (Member member : hazelcast.getCluster().getMembers()) {
            ClusterMember node = ClusterMember.of(member);
            if (node.id().equals(own)) {
                break;
            }
            if (node.isNode()) {
                elders.add(node.id());
            }
        }
        return elders;
    }

    @Override
    public void report(ReachabilityReport report) {
        if (writing.compareAndSet(false, true)) {
            vertx.executeBlocking(
                            () -> {
                                map().set(own, report.toText(), KEPT_SECONDS, TimeUnit.SECONDS);
                                return true;
                            },
                            false)
                    .onComplete(written -> writing.set(false), cause -> {
                        writing.set(false);
                        LOG.debug("The reachability report of this node could not be sent", cause);
                    });
        }
    }

    @Override
    public Future<Map<String, ReachabilityReport>> reports(Set<String> ids) {
        if (!reading.compareAndSet(false, true)) {
            return Future.succeededFuture(Map.of());
        }
        return vertx.executeBlocking(() -> read(ids), false)
                .onComplete(read -> reading.set(false))
                .otherwise(cause -> {
                    LOG.debug("The reachability reports of other nodes could not be read", cause);
                    return Map.of();
                });
    }

    private Map<String, ReachabilityReport> read(Set<String> ids) {
        Map<String, ReachabilityReport> reports = new HashMap<>();
        map().getAll(ids)
                .forEach((id, text) -> ReachabilityReport.of(text).ifPresent(report -> reports.put(id, report)));
        return reports;
    }

    private IMap<String, String> map() {
        return hazelcast.getMap(MAP);
    }

    @Override
    public String describe(String id) {
        return member(id).map(member -> ClusterMember.of(member).text()).orElse("a node that has left");
    }

    @Override
    public List<String> differences(String id) {
        return member(id).map(member -> setup.differences(member, tls)).orElse(List.of());
    }

    private Optional<Member> member(String id) {
        return hazelcast.getCluster().getMembers().stream()
                .filter(member -> ClusterMember.of(member).id().equals(id))
                .findFirst();
    }
}
