package io.tickcast.http.connection;

import io.tickcast.config.Network;
import io.tickcast.config.Settings;
import io.tickcast.config.Settings.ForwardedHeader;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The address of a client: that of the connection, or the one that a trusted proxy gives. A forwarding header is read
 * from the right, as far as trusted proxies have written it.
 */
public final class ClientAddress {
    /** The holder of one IPv6 address mostly has the whole /64. */
    private static final int IPV6_BYTES = 8;

    private final List<Network> proxies;
    private final ForwardedHeader header;

    /**
     * @param proxies proxies that are believed
     * @param header  header of these proxies; another one may come from anybody
     */
    ClientAddress(List<Network> proxies, ForwardedHeader header) {
        this.proxies = proxies;
        this.header = header;
    }

    public static ClientAddress of(Settings.Http settings) {
        return new ClientAddress(
                settings.proxies().trusted(), settings.proxies().header());
    }

    /** The bytes of the address; of one of IPv6 the first eight. */
    public ByteBuffer of(HttpServerRequest request) {
        return bytes(client(request));
    }

    /** The address of the connected peer; empty for a trusted proxy, which forwards many clients. */
    Optional<ByteBuffer> ofPeer(HttpConnection connection) {
        Optional<InetAddress> peer = address(connection.remoteAddress());
        return peer.filter(this::isProxy).isPresent() ? Optional.empty() : Optional.of(bytes(peer));
    }

    private static ByteBuffer bytes(Optional<InetAddress> client) {
        byte[] address = client.map(InetAddress::getAddress).orElse(new byte[0]);
        return ByteBuffer.wrap(address, 0, Math.min(address.length, IPV6_BYTES)).slice();
    }

    private static Optional<InetAddress> address(SocketAddress socket) {
        return Network.address(String.valueOf(socket.hostAddress()));
    }

    /** @return empty for a connection that has no address */
    Optional<InetAddress> client(HttpServerRequest request) {
        Optional<InetAddress> client = address(request.remoteAddress());
        List<String> hops = hops(request);
        for (int i = hops.size() - 1; i >= 0 && client.filter(this::isProxy).isPresent(); i--) {
            Optional<InetAddress> before = literal(hops.get(i));
            if (before.isEmpty()) {
                break;
            }
            client = before;
        }
        return client;
    }

    private boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(network -> network.contains(address));
    }

    private List<String> hops(HttpServerRequest request) {
        return switch (header) {
            case X_FORWARDED_FOR ->
                items(request.headers().getAll("X-Forwarded-For")).toList();
            case FORWARDED ->
                items(request.headers().getAll("Forwarded"))
                        .map(ClientAddress::speaksFor)
                        .toList();
        };
    }

    private static Stream<String> items(List<String> headers) {
        return headers.stream()
                .flatMap(header -> Stream.of(header.split(",", -1)))
                .map(String::strip);
    }

    /** The address in an element such as {@code for="[2001:db8::1]:80";proto=https}; RFC 7239. */
    private static String speaksFor(String element) {
        return Stream.of(element.split(";", -1))
                .map(String::strip)
                .filter(pair -> pair.toLowerCase(Locale.ROOT).startsWith("for="))
                .findFirst()
                .map(pair -> pair.substring(4).replace("\"", ""))
                .orElse("");
    }

    /** Reads an address with or without a port. */
    private static Optional<InetAddress> literal(String hop) {
        if (hop.startsWith("[") && hop.indexOf(']') > 0) {
            return Network.address(hop.substring(1, hop.indexOf(']')));
        }
        return Network.address(hop.indexOf(':') == hop.lastIndexOf(':') ? hop.split(":", -1)[0] : hop);
    }
}
