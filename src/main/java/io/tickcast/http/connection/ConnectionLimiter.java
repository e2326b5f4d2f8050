package io.tickcast.http.connection;

import io.tickcast.config.Settings;
import io.tickcast.net.OpenFiles;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.json.JsonObject;
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

    ConnectionLimiter(Settings settings, OpenFiles files) {
        Settings.Http.Bounds bounds = settings.http().bounds();
        // Whoever comes when there is no place for a stream is to be told so.
        max = files.forClients(
                bounds.connections() > 0
                        ? bounds.connections()
                        : Math.max(LEAST, 2 * settings.stream().limits().connections()));
        addresses = ClientAddress.of(settings.http());
        byAddress = new PerAddressLimiter(bounds.perAddress());
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
        connection.closeHandler(v -> left(address));
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

    JsonObject toJson() {
        return new JsonObject()
                .put("open", open.get())
                .put("max", max)
                .put("refused", refused.sum())
                .put("too_many_of_an_address", tooMany.sum())
                .put("failed", failed.sum());
    }
}
