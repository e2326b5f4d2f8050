package io.tickcast.names;

import io.tickcast.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.resolver.NameResolver;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Security;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * The resolver of the system for all that a Vert.x connects to. Vert.x' own reads {@code resolv.conf} once, at its
 * start, and where that names no server it asks a public one; this one asks whatever the system asks at the time, and
 * never blocks an event loop. Thread-safe.
 */
public final class SystemResolver {
    private static final int THREADS = 8;
    private static final int UNPROVEN_THREADS = 32;

    private final Vertx vertx;
    private final Lookups lookups;
    /** Of names that users gave: their silent servers hold up no name of the settings. */
    private final Lookups userLookups;
    /** Of those whose hosts fail, or were not called yet: they hold up no other name. */
    private final Lookups unprovenLookups;

    private final Meters meters = new Meters();
    private final ResolverGroup group;

    public SystemResolver(Vertx vertx) {
        this(vertx, InetAddress::getAllByName);
    }

    SystemResolver(Vertx vertx, Lookups.NameService names) {
        this.vertx = vertx;
        lookups = new Lookups("name-lookup", THREADS, names);
        userLookups = new Lookups("user-name-lookup", THREADS, names);
        unprovenLookups = new Lookups("unproven-name-lookup", UNPROVEN_THREADS, names);
        List<Lookups> all = List.of(lookups, userLookups, unprovenLookups);
        group = new ResolverGroup(lookups, ((VertxInternal) vertx).transport().channelFactory(false));
        meters.counter(
                        "lookups",
                        "tickcast_name_lookups",
                        () -> all.stream().mapToLong(Lookups::asked).sum())
                .help("Look-ups of host names");
        meters.counter(
                        "failed",
                        "tickcast_name_lookups_failed",
                        () -> all.stream().mapToLong(Lookups::failed).sum())
                .help("Look-ups of host names that found no address");
        meters.gauge(
                        "waiting",
                        "tickcast_name_lookups_waiting",
                        () -> all.stream().mapToInt(Lookups::waiting).sum())
                .help("Host names that are being looked up; at once 8 of the settings and 40 of webhooks");
        meters.counter("dead_addresses", "tickcast_name_addresses_dead", group::dead)
                .help("Addresses that accepted no connection, of names with several addresses");
    }

    /** Must run before anything of this process looks a name up or starts Vert.x. */
    public static void prepare() {
        // Each attempt resolves again: the JDK would cache an address for 30 s, and a failure for 10 s.
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        // Vert.x' own is not even made.
        System.setProperty("vertx.disableDnsResolver", "true");
    }

    /** Puts it in the place of Vert.x' own, for all that connects or listens from now on. */
    public void install() {
        try {
            // Vert.x has no public place for it.
            Field place = NameResolver.class.getDeclaredField("resolverGroup");
            place.setAccessible(true);
            place.set(((VertxInternal) vertx).nameResolver(), group);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the resolver of this version of Vert.x is not where it is expected", e);
        }
    }

    /** The first address of the host that takes a connection at this port; where there is but one, that one untried. */
    public Future<InetAddress> address(String host, int port) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        PromiseInternal<InetSocketAddress> found = context.promise();
        group.getResolver(context.nettyEventLoop())
                .resolve(InetSocketAddress.createUnresolved(host, port))
                .addListener(found);
        return found.future().map(InetSocketAddress::getAddress);
    }

    /** The addresses of a host that a user gave, in the order of the system, none of them tried; never none. */
    public Future<List<InetAddress>> addressesForUser(String host) {
        return addresses(userLookups, host);
    }

    /** The same for a host that has not shown that it answers. */
    public Future<List<InetAddress>> addressesForUnproven(String host) {
        return addresses(unprovenLookups, host);
    }

    private Future<List<InetAddress>> addresses(Lookups from, String host) {
        return Future.fromCompletionStage(from.of(host), vertx.getOrCreateContext())
                .recover(cause -> Future.failedFuture(cause instanceof CompletionException ? cause.getCause() : cause));
    }

    /** The meters of the look-ups. */
    public Meters meters() {
        return meters;
    }
}
