package io.tickcast.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.tickcast.access.Grant;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.MessageWriter;
import io.tickcast.time.NodeClock;
import io.tickcast.ws.WebSocketConnection;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one event loop. A frame is made once for all of them in each of its two forms: with its stream's name,
 * as it came, and its data alone.
 */
public final class RelayClients {
    /** As often as Binance pings. */
    public static final Duration PING = Duration.ofSeconds(20);

    private static final Duration LIFE = Duration.ofHours(24);
    private static final Duration ANNOUNCED = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final Relay relay;
    private final LoopInbox inbox;
    private final Set<RelayClient> clients = new LinkedHashSet<>();
    private final Map<RelayStream, Set<RelayClient>> byStream = new HashMap<>();

    RelayClients(Vertx vertx, Relay relay) {
        this.vertx = vertx;
        this.relay = relay;
        inbox = new LoopInbox(vertx.getOrCreateContext(), new Arrivals());
        vertx.setPeriodic(PING.toMillis(), timer -> check(System.nanoTime()));
    }

    /**
     * Begins with a client.
     *
     * @param grant for all streams of the target
     * @param lease its place among the streams of the node
     */
    public void open(WebSocketConnection connection, RelayTarget target, Grant grant, StreamLease lease) {
        RelayClient client = new RelayClient(connection, target, grant, System.nanoTime(), new Subscriptions());
        clients.add(client);
        relay.opened();
        long expiry = grant.until()
                .map(this::expiry)
                .map(in -> vertx.setTimer(in, timer -> client.expire()))
                .orElse(-1L);
        connection.onClose(() -> {
            vertx.cancelTimer(expiry);
            client.gone();
            clients.remove(client);
            relay.closed();
            lease.left().run();
        });
        client.begin(target.streams());
    }

    private long expiry(Instant until) {
        return Math.max(1, Duration.between(Instant.now(), until).toMillis());
    }

    /** Whether the grant is for a stream. */
    public static boolean allows(Grant grant, String stream) {
        return RelayClient.allows(grant, stream);
    }

    /** Pings all, and ends those that are as old as Binance lets a connection become. */
    void check(long nowNanos) {
        long millis = NodeClock.system().millis();
        for (RelayClient client : List.copyOf(clients)) {
            if (client.ageNanos(nowNanos) >= LIFE.toNanos()) {
                client.close(RelayClient.GOING_AWAY, "24 hours are over; reconnect");
            } else {
                if (client.ageNanos(nowNanos) >= LIFE.minus(ANNOUNCED).toNanos()) {
                    client.announceEnd(millis);
                }
                client.ping(Long.toString(millis));
            }
        }
    }

    /** Tells all that this node stops, and closes them. */
    public void drain() {
        long now = NodeClock.system().millis();
        List.copyOf(clients).forEach(client -> {
            client.announceEnd(now);
            client.close(RelayClient.GOING_AWAY, "The node stops; reconnect");
        });
    }

    private final class Subscriptions implements RelayClient.Subscriber {
        @Override
        public boolean subscribe(RelayClient client, Collection<RelayStream> streams) {
            List<RelayStream> first = streams.stream()
                    .filter(stream -> !byStream.containsKey(stream))
                    .toList();
            if (!relay.want(inbox, first)) {
                return false;
            }
            streams.forEach(stream -> byStream.computeIfAbsent(stream, added -> new LinkedHashSet<>())
                    .add(client));
            return true;
        }

        @Override
        public void unsubscribe(RelayClient client, Collection<RelayStream> streams) {
            List<RelayStream> last = new ArrayList<>();
            for (RelayStream stream : streams) {
                Set<RelayClient> all = byStream.getOrDefault(stream, Set.of());
                if (all.remove(client) && all.isEmpty()) {
                    byStream.remove(stream);
                    last.add(stream);
                }
            }
            relay.leave(inbox, last);
        }

        @Override
        public void slow() {
            relay.slow();
        }
    }

    private final class Arrivals implements LoopInbox.Receiver {
        @Override
        public void frame(RelayFrame frame) {
            Set<RelayClient> wanting = byStream.get(frame.stream());
            if (wanting == null) {
                return;
            }
            Frame whole = null;
            Frame data = null;
            // A copy: a client that does not keep up leaves.
            for (RelayClient client : wanting.toArray(RelayClient[]::new)) {
                if (client.isCombined()) {
                    whole = whole == null ? text(frame.message(), 0, frame.length()) : whole;
                    client.write(whole);
                } else {
                    data = data == null ? text(frame.message(), frame.data(), frame.length() - 1) : data;
                    client.write(data);
                }
            }
            relay.delivered(wanting.size());
            release(whole);
            release(data);
        }

        private Frame text(byte[] bytes, int from, int to) {
            ByteBuf message = MessageWriter.text(Unpooled.wrappedBuffer(bytes, from, to - from));
            return new Frame(ByteBufAllocator.DEFAULT, message);
        }

        private void release(@Nullable Frame frame) {
            if (frame != null) {
                frame.release();
            }
        }

        @Override
        public void overflow() {
            List.copyOf(clients).stream()
                    .filter(client -> !client.streams().isEmpty())
                    .forEach(client -> {
                        relay.slow();
                        client.slow();
                    });
        }
    }
}
