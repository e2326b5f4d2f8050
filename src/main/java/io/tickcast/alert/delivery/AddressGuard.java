package io.tickcast.alert.delivery;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Predicate;

/**
 * The guard against rules that would make this node call services of its own network. A host is resolved once for each
 * attempt, and the connection goes to an address of that answer: a name cannot change in between. Immutable.
 */
final class AddressGuard {
    /** The name service. */
    interface Names {
        Future<List<InetAddress>> addresses(String host);
    }

    /** A host with an address that may not be called. */
    static final class ForbiddenAddressException extends Exception {
        private static final long serialVersionUID = 1;

        ForbiddenAddressException(String host) {
            super(host + " has a private or reserved address, and alert.allow-private-addresses is off");
        }
    }

    private final Names names;
    private final Predicate<InetAddress> allowed;

    AddressGuard(Names names, boolean allowPrivateAddresses) {
        this(names, allowPrivateAddresses ? any -> true : PublicAddresses::contains);
    }

    /** @param allowed addresses that may be called */
    AddressGuard(Names names, Predicate<InetAddress> allowed) {
        this.names = names;
        this.allowed = allowed;
    }

    /**
     * The addresses of a host, all of which may be called. Fails with a {@link ForbiddenAddressException} if one of
     * them may not: a name with public and private addresses is either a mistake or an attempt.
     *
     * @param host as a URI has it
     */
    Future<List<InetAddress>> addresses(String host) {
        boolean isLiteral = host.startsWith("[") || NetUtil.isValidIpV4Address(host);
        Future<List<InetAddress>> found = isLiteral ? literal(host) : names.addresses(host);
        return found.compose(all -> all.stream().allMatch(allowed)
                ? Future.succeededFuture(all)
                : Future.failedFuture(new ForbiddenAddressException(host)));
    }

    private static Future<List<InetAddress>> literal(String host) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        return address == null
                ? Future.failedFuture(new UnknownHostException(host))
                : Future.succeededFuture(List.of(address));
    }
}
