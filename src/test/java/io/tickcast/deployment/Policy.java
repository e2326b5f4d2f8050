package io.tickcast.deployment;

import io.tickcast.testing.ShippedFiles.Yamls;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/** A network policy as a cluster applies it: what no rule lets through is dropped for the pods that it selects. */
record Policy(Yamls spec) {
    /** The other end of a connection. */
    record Peer(Map<?, ?> labels, String address) {
        static Peer pod(Map<?, ?> labels) {
            return new Peer(labels, "10.1.2.3");
        }

        /** Outside of the cluster. */
        static Peer host(String address) {
            return new Peer(Map.of("nothing", "selects it"), address);
        }
    }

    boolean selects(Map<?, ?> podLabels) {
        return PodSelector.of(spec.at("podSelector")).matches(podLabels);
    }

    /** @param port its name or number */
    boolean letsIn(Peer from, Object port) {
        return spec.list("ingress").stream().anyMatch(rule -> isFor(rule, "from", from) && hasPort(rule, port, "TCP"));
    }

    boolean letsOut(Peer to, Object port) {
        return letsOut(to, port, "TCP");
    }

    boolean letsOut(Peer to, Object port, String protocol) {
        return spec.list("egress").stream().anyMatch(rule -> isFor(rule, "to", to) && hasPort(rule, port, protocol));
    }

    private static boolean hasPort(Yamls rule, Object port, String protocol) {
        return !rule.has("ports")
                || rule.list("ports").stream()
                        .anyMatch(allowed -> allowed.at("port").value().equals(port)
                                && (allowed.has("protocol") ? allowed.text("protocol") : "TCP").equals(protocol));
    }

    private static boolean isFor(Yamls rule, String direction, Peer peer) {
        return !rule.has(direction)
                || rule.list(direction).stream()
                        .anyMatch(allowed -> allowed.has("podSelector")
                                ? PodSelector.of(allowed.at("podSelector")).matches(peer.labels())
                                : isIn(allowed.at("ipBlock"), peer.address()));
    }

    private static boolean isIn(Yamls block, String address) {
        List<String> except = block.has("except")
                ? block.list("except").stream().map(Yamls::text).toList()
                : List.of();
        return isIn(block.text("cidr"), address) && except.stream().noneMatch(range -> isIn(range, address));
    }

    private static boolean isIn(String range, String address) {
        String[] parts = range.split("/");
        byte[] network = bytes(parts[0]);
        byte[] asked = bytes(address);
        int shift = 8 * network.length - Integer.parseInt(parts[1]);
        return network.length == asked.length
                && new BigInteger(1, network).shiftRight(shift).equals(new BigInteger(1, asked).shiftRight(shift));
    }

    /** @param literal an address in figures, which needs no server to be looked up */
    private static byte[] bytes(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
