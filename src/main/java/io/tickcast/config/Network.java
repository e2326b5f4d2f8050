package io.tickcast.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * The addresses that have their first bits in common; with all bits it is one address.
 *
 * @param first  one of them
 * @param prefix number of bits that they have in common
 */
public record Network(InetAddress first, int prefix) {
    /** An address such as {@code 10.1.2.3} or {@code ::1}, or a network such as {@code 10.0.0.0/8}; never looked up. */
    public static Optional<Network> parse(String text) {
        String[] parts = text.split("/", -1);
        return address(parts[0]).flatMap(first -> {
            int bits = first.getAddress().length * Byte.SIZE;
            if (parts.length == 1) {
                return Optional.of(new Network(first, bits));
            }
            return parts.length == 2 && parts[1].matches("\\d{1,3}") && Integer.parseInt(parts[1]) <= bits
                    ? Optional.of(new Network(first, Integer.parseInt(parts[1])))
                    : Optional.empty();
        });
    }

    /** A literal address; an IPv4 address within IPv6 counts as the IPv4 address. */
    public static Optional<InetAddress> address(String literal) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
        try {
            return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(bytes.length + " bytes are an address", e);
        }
    }

    public boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >>> bit % Byte.SIZE;
            if (((mine[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
