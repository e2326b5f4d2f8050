package io.tickcast.alert.delivery;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The addresses of the public internet: all that IANA's registries reserve for no other purpose. */
final class PublicAddresses {
    private static final List<Net> RESERVED_IPV4 = nets(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            // Azure's own services for its machines, at an address that looks public.
            "168.63.129.16/32");

    /** Everything outside is local, mapped, translated, multicast or not assigned. */
    private static final Net GLOBAL_IPV6 = Net.of("2000::/3");

    private static final List<Net> RESERVED_IPV6 = nets("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");
    /** Networks without IPv4 reach it with these addresses, which end in one of IPv4. */
    private static final Net NAT64 = Net.of("64:ff9b::/96");

    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private PublicAddresses() {}

    private static List<Net> nets(String... nets) {
        return Stream.of(nets).map(Net::of).toList();
    }

    static boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    private static boolean contains(byte[] address) {
        if (address.length == IPV4_BYTES) {
            return RESERVED_IPV4.stream().noneMatch(net -> net.contains(address));
        }
        return NAT64.contains(address)
                ? contains(Arrays.copyOfRange(address, IPV6_BYTES - IPV4_BYTES, IPV6_BYTES))
                : GLOBAL_IPV6.contains(address) && RESERVED_IPV6.stream().noneMatch(net -> net.contains(address));
    }

    /**
     * A block of addresses.
     *
     * @param shift bits after the prefix
     */
    private record Net(BigInteger prefix, int shift) {
        static Net of(String text) {
            String[] parts = text.split("/", 2);
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(parts[0]);
            int shift = bytes.length * Byte.SIZE - Integer.parseInt(parts[1]);
            return new Net(new BigInteger(1, bytes).shiftRight(shift), shift);
        }

        /** @param address of the same family */
        boolean contains(byte[] address) {
            return new BigInteger(1, address).shiftRight(shift).equals(prefix);
        }
    }
}
