package io.tickcast.cluster;

import com.hazelcast.cluster.Member;
import java.util.Optional;

/**
 * A node of the cluster.
 *
 * @param id      of its event bus; another one after each start
 * @param name    as the node calls itself
 * @param address its address for Hazelcast
 */
public record ClusterMember(String id, String name, String address) {
    static final String NAME = "tickcast.node";
    /** The attribute where Vert.x' cluster manager keeps the id. */
    private static final String ID = "__vertx.nodeId";

    static ClusterMember of(Member member) {
        return new ClusterMember(
                attribute(member, ID),
                Setup.printable(attribute(member, NAME)),
                member.getAddress().getHost() + ':' + member.getAddress().getPort());
    }

    /** Whether it is a node of Tickcast, not any member with the same cluster name. */
    public boolean isNode() {
        return !id.isEmpty() && !name.isEmpty();
    }

    /** Name and address. */
    String text() {
        return name + " at " + address;
    }

    private static String attribute(Member member, String name) {
        return Optional.ofNullable(member.getAttribute(name)).orElse("");
    }
}
