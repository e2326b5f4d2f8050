package io.tickcast.relay;

import io.tickcast.feed.RelayedConnection;
import io.tickcast.feed.RelayedConnections;
import io.tickcast.feed.binance.BinanceStreams;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection to the exchange, and the streams that it brings. Belongs to one event loop. */
final class UpstreamConnection {
    private final RelayedConnections connections;
    private final boolean micros;
    private final Consumer<RelayFrame> out;
    private final Set<String> streams = new LinkedHashSet<>();
    private final StreamCutover cutover;
    private @Nullable RelayedConnection connection;
    private boolean overlapping;
    private boolean changed;

    /** @param out takes each of its frames once */
    UpstreamConnection(RelayedConnections connections, boolean micros, Consumer<RelayFrame> out) {
        this.connections = connections;
        this.micros = micros;
        this.out = out;
        cutover = new StreamCutover(out);
    }

    boolean isOf(RelayStream stream) {
        return stream.micros() == micros;
    }

    boolean has(RelayStream stream) {
        return isOf(stream) && streams.contains(stream.name());
    }

    int size() {
        return streams.size();
    }

    void add(RelayStream stream) {
        changed |= streams.add(stream.name());
    }

    void remove(RelayStream stream) {
        changed |= streams.remove(stream.name());
    }

    /** Asks the exchange for what has changed. @return whether it could be asked */
    boolean settle() {
        if (streams.isEmpty()) {
            stop();
            changed = false;
        } else if (connection == null) {
            connection = connections.open(
                    micros ? BinanceStreams.MICROS : BinanceStreams.MILLIS, List.copyOf(streams), new Incoming());
            changed = false;
        } else if (changed && connection.follow(List.copyOf(streams))) {
            changed = false;
        }
        return !changed;
    }

    void stop() {
        if (connection != null) {
            connection.stop();
            connection = null;
        }
    }

    boolean isOpen() {
        return connection != null && connection.isOpen();
    }

    private final class Incoming implements RelayedConnection.Listener {
        @Override
        public boolean message(Buffer message) {
            return frame(message, frame -> {
                if (overlapping) {
                    cutover.old(frame);
                } else {
                    out.accept(frame);
                }
            });
        }

        @Override
        public boolean following(Buffer message) {
            return frame(message, cutover::next);
        }

        private boolean frame(Buffer message, Consumer<RelayFrame> action) {
            RelayFrame frame = RelayFrame.of(message.getBytes(), micros).orElse(null);
            if (frame == null) {
                answer(message);
                return false;
            }
            if (frame.stream().name().equals(RelayStream.SHUTDOWN)) {
                renew();
                return false;
            }
            action.accept(frame);
            return true;
        }

        private void renew() {
            if (connection != null) {
                connection.renew("the exchange is about to end it");
            }
        }

        /** The answer to a request: an error in either of two forms, or an acknowledgement. */
        private void answer(Buffer message) {
            try {
                JsonObject answer = new JsonObject(message);
                if (answer.containsKey("error") || answer.containsKey("code")) {
                    connections.refused(message.toString());
                } else if ("serverShutdown".equals(answer.getValue("e"))) {
                    renew();
                }
            } catch (DecodeException | ClassCastException e) {
                connections.refused("a message that is no JSON object");
            }
        }

        @Override
        public void renewing() {
            overlapping = true;
            cutover.begin();
        }

        @Override
        public void renewed() {
            overlapping = false;
            cutover.end();
        }

        @Override
        public void lost() {
            overlapping = false;
            cutover.end();
        }
    }
}
