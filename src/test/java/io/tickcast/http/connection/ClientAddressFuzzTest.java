package io.tickcast.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Network;
import io.tickcast.config.Settings.ForwardedHeader;
import io.tickcast.testing.Mutations;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Headers of real and pretended proxies about the origin of a request, mutated at random. */
class ClientAddressFuzzTest {
    private static final int COUNT = 30_000;
    private static final InetAddress PROXY = Network.address("10.0.0.1").orElseThrow();

    private static HttpServerRequest request(String header, String value) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(header, value);
        SocketAddress remote = SocketAddress.inetSocketAddress(1, PROXY.getHostAddress());
        return (HttpServerRequest) Proxy.newProxyInstance(
                ClientAddressFuzzTest.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (request, method, arguments) -> switch (method.getName()) {
                    case "headers" -> headers;
                    case "remoteAddress" -> remote;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private int believed(Mutations values, String header, ForwardedHeader written) {
        ClientAddress trusting =
                new ClientAddress(List.of(Network.parse("10.0.0.0/8").orElseThrow()), written);
        ClientAddress alone = new ClientAddress(List.of(), written);
        return values.texts(COUNT, value -> {
            HttpServerRequest request = request(header, value);
            InetAddress client = trusting.client(request).orElseThrow();
            ByteBuffer key = trusting.of(request);
            assertThat(key.remaining()).isIn(4, 8);
            assertThat(client.getAddress()).startsWith(key.get(0));
            assertThat(alone.client(request)).contains(PROXY);
            assertThat(client.equals(PROXY) || mentions(value, client))
                    .as("made up " + client)
                    .isTrue();
            return !client.equals(PROXY);
        });
    }

    /** Whether an address of the same family stands there, in whatever form. */
    private static boolean mentions(String value, InetAddress address) {
        return address.getAddress().length > 4
                ? value.contains(":")
                : value.contains(address.getHostAddress()) || value.contains(".") || value.contains(":");
    }

    @Test
    void forwardedForIsBelievedAsFarAsItCanBeRead() {
        Mutations values = new Mutations(
                20,
                "203.0.113.7",
                "203.0.113.7, 10.1.2.3",
                "198.51.100.1:80, 10.0.0.9",
                "[2001:db8::1]:443, 10.0.0.9",
                "2001:db8::1",
                "unknown, 203.0.113.7, 10.0.0.9");
        assertThat(believed(values, "X-Forwarded-For", ForwardedHeader.X_FORWARDED_FOR))
                .isBetween(COUNT / 10, COUNT * 9 / 10);
    }

    @Test
    void forwardedIsBelievedAsFarAsItCanBeRead() {
        Mutations values = new Mutations(
                21,
                "for=203.0.113.7",
                "for=\"[2001:db8::1]:80\";proto=https",
                "for=203.0.113.7;by=10.0.0.1, for=10.0.0.9",
                "proto=http;For=198.51.100.1:8080",
                "for=_hidden, for=203.0.113.7");
        assertThat(believed(values, "Forwarded", ForwardedHeader.FORWARDED)).isBetween(COUNT / 10, COUNT * 9 / 10);
    }
}
