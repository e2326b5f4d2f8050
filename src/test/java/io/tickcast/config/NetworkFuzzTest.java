package io.tickcast.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Mutations;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Addresses and networks, changed at random: each is one, or none, and no name is ever looked up. */
class NetworkFuzzTest {
    private static final int COUNT = 30_000;

    @Test
    void aTextIsANetworkOrNone() {
        Mutations texts = new Mutations(
                11,
                "10.1.2.3",
                "10.0.0.0/8",
                "192.168.1.128/25",
                "::1",
                "2001:db8::/32",
                "::ffff:127.0.0.1",
                "fe80::1%1",
                "2001:db8:1:2:3:4:5:6/64");

        int networks = texts.texts(COUNT, text -> {
            Optional<Network> network = Network.parse(text);
            network.ifPresent(found -> assertPlausible(found, text));
            return network.isPresent();
        });

        assertThat(networks).isBetween(COUNT / 20, COUNT * 9 / 10);
    }

    private static void assertPlausible(Network network, String text) {
        InetAddress first = network.first();
        assertThat(network.prefix()).isBetween(0, first.getAddress().length * Byte.SIZE);
        assertThat(network.contains(first)).isTrue();
        assertThat(text).matches("[0-9a-fA-F:.]+(%[^/]*)?(/[0-9]{1,3})?");
        assertThat(Network.parse(first.getHostAddress() + '/' + network.prefix()))
                .contains(network);
    }
}
