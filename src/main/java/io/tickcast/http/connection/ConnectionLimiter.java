package io.tickcast.http.connection;

import io.tickcast.config.Settings;
import io.tickcast.metrics.Meters;
import io.tickcast.net.OpenFiles;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts and limits the connections to all event loops of a node, whatever they are for. Thread-safe. */
final class ConnectionLimiter {
    private static final int LEAST = 1_000;

    private final int max;
    private final ClientAddress addresses;
    private final PerAddressLimiter byAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final LongAdder tooMany = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Meters meters = new Meters();

    ConnectionLimiter(Settings settings, OpenFiles files) {
        Settings.Http.Bounds bounds = settings.http().bounds();
        // Leaves room for connections that are only told that no stream is available.
        max = files.forClients(
                bounds.connections() > 0
                        ? bounds.connections()
                        : Math.max(LEAST, 2 * settings.stream().limits().connections()));
        addresses = ClientAddress.of(settings.http());
        byAddress = new PerAddressLimiter(bounds.perAddress());
        meters.gauge("open", "tickcast_connections_open", open::get)
                .help("Open connections, including those of streams");
        meters.gauge("max", "tickcast_connections_max", () -> max)
                .help("Limit of open connections: http.max-connections");
        meters.counter("refused", "tickcast_connections_refused", refused::sum)
                .help("Connections closed at once by http.max-connections");
        meters.counter("too_many_of_an_address", "tickcast_connections_too_many_of_an_address", tooMany::sum)
                .help("Connections closed at once by http.max-per-address");
        meters.counter("failed", "tickcast_connections_failed", failed::sum)
                .help("Connections that failed while being read, most of them by a reset");
    }

    /** @return whether it may stay; otherwise it is closed: an answer would need its request to be read first */
    boolean admit(HttpConnection connection) {
        Optional<ByteBuffer> address = byAddress.max() == 0 ? Optional.empty() : addresses.ofPeer(connection);
        if (address.filter(peer -> !byAddress.enter(peer)).isPresent()) {
            tooMany.increment();
            connection.close();
            return false;
        }
        if (open.incrementAndGet() > max) {
            refused.increment();
            left(address);
            connection.close();
            return false;
        }
        if (connection instanceof ConnectionBase base) {
            // One that is upgraded to another protocol is no connection of HTTP any more when it closes.
            base.channel().closeFuture().addListener(closed -> left(address));
        } else {
            connection.closeHandler(v -> left(address));
        }
        return true;
    }

    private void left(Optional<ByteBuffer> address) {
        open.decrementAndGet();
        address.ifPresent(byAddress::leave);
    }

    /** Counts one that could not be read: most are reset by their clients. */
    void failed() {
        failed.increment();
    }

    Meters meters() {
        return meters;
    }
}
