package io.tickcast.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.InterfacesConfig;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.internal.util.AddressUtil;
import io.tickcast.config.Settings;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a configuration says where this node listens, and where the others are. */
final class NetworkCheck {
    private final Config config;
    private final Settings.Cluster settings;

    NetworkCheck(Config config, Settings.Cluster settings) {
        this.config = config;
        this.settings = settings;
    }

    /** @return a fault, in words that can follow "but"; empty if all is well */
    Optional<String> fault() {
        if (config.getAdvancedNetworkConfig().isEnabled()) {
            return Optional.of("<advanced-network> is not supported: use <network>");
        }
        return join().or(this::interfaces);
    }

    private Optional<String> join() {
        JoinConfig join = config.getNetworkConfig().getJoin();
        try {
            join.verify();
        } catch (InvalidConfigurationException e) {
            return Optional.of("it has more than one way to join: enable one of those below <join>");
        }
        boolean tcp = join.getTcpIpConfig().isEnabled();
        if (tcp && join.getTcpIpConfig().getMembers().stream().allMatch(String::isBlank)) {
            return Optional.of("its <tcp-ip> lists no <member>: name the addresses of the nodes");
        }
        boolean other = join.getMulticastConfig().isEnabled()
                || join.isAutoDetectionEnabled()
                || join.getDiscoveryConfig().isEnabled()
                || Stream.of(
                                join.getAwsConfig(),
                                join.getGcpConfig(),
                                join.getAzureConfig(),
                                join.getKubernetesConfig(),
                                join.getEurekaConfig())
                        .anyMatch(way -> way.isEnabled());
        return tcp || other
                ? Optional.empty()
                : Optional.of("it has no way to join: below <join> must be one with "
                        + "enabled=\"true\", such as <tcp-ip enabled=\"true\"><member>127.0.0.1</member></tcp-ip>");
    }

    private Optional<String> interfaces() {
        InterfacesConfig interfaces = config.getNetworkConfig().getInterfaces();
        if (!interfaces.isEnabled() || interfaces.getInterfaces().isEmpty()) {
            return Optional.of(
                    "it does not say where to listen: below <network> must be <interfaces enabled=\"true\"> with "
                            + "an <interface> that is an address of this machine");
        }
        List<InetAddress> own = ownAddresses();
        List<InetAddress> listening;
        try {
            listening =
                    own.stream().filter(address -> matches(address, interfaces)).toList();
        } catch (IllegalArgumentException e) {
            return Optional.of("its <interface> is not an address: " + interfaces.getInterfaces());
        }
        if (listening.isEmpty()) {
            return Optional.of("none of its <interfaces> is an address of this machine: it has "
                    + interfaces.getInterfaces() + ", the machine "
                    + own.stream().map(NetworkCheck::text).toList());
        }
        // Members would meet, and the event buses behind them each call themselves.
        if (isLoopback(settings.publicHost()) && listening.stream().noneMatch(InetAddress::isLoopbackAddress)) {
            return Optional.of(
                    "it has this node listen at " + text(listening.get(0)) + " while cluster.host is " + settings.host()
                            + ", which other machines cannot reach: set cluster.host to " + text(listening.get(0)));
        }
        return Optional.empty();
    }

    /** Follows Hazelcast's own rule, since Hazelcast will choose. */
    private static boolean matches(InetAddress address, InterfacesConfig interfaces) {
        return AddressUtil.matchAnyInterface(text(address), interfaces.getInterfaces());
    }

    private static List<InetAddress> ownAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            throw new IllegalStateException("The addresses of this machine cannot be determined", e);
        }
    }

    private static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    /** Goes by the form of the name alone: nothing is looked up. */
    private static boolean isLoopback(String host) {
        return host.startsWith("127.") || host.equals("::1") || host.equals("localhost");
    }
}
