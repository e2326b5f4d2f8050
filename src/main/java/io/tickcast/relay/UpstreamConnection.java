package io.tickcast.relay;

import io.tickcast.feed.RelayedConnection;
import io.tickcast.feed.RelayedConnections;
import io.tickcast.feed.binance.BinanceStreams;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
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
    private final BinanceStreams requests;
    private final Set<String> streams = new LinkedHashSet<>();
    /** Those that the exchange does not have; their clients keep them, as there. */
    private final Set<String> refused = new HashSet<>();

    private final StreamCutover cutover;
    private @Nullable RelayedConnection connection;
    private boolean overlapping;
    private boolean changed;

    /** @param out takes each of its frames once */
    UpstreamConnection(RelayedConnections connections, boolean micros, Consumer<RelayFrame> out) {
        this.connections = connections;
        this.micros = micros;
        this.out = out;
        requests = new BinanceStreams(micros);
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
        changed |= streams.remove(stream.name()) && !refused.remove(stream.name());
    }

    private List<String> followed() {
        return streams.stream().filter(name -> !refused.contains(name)).toList();
    }

    /** Asks the exchange for what has changed. @return whether it could be asked */
    boolean settle() {
        if (streams.isEmpty()) {
            stop();
            changed = false;
        } else if (connection == null) {
            connection = connections.open(requests, followed(), new Incoming());
            changed = false;
        } else if (changed && connection.follow(followed())) {
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

    /** The exchange refused a request: it is asked for in halves, until a wrong name is alone. */
    private void refused(JsonObject answer) {
        List<String> names = requests.answered(answer.getValue("id")).stream()
                .filter(streams::contains)
                .toList();
        if (names.isEmpty() || connection == null) {
            connections.refused(answer.encode());
        } else if (names.size() > 1) {
            int half = names.size() / 2;
            connection.send(requests.subscribe(names.subList(0, half)));
            connection.send(requests.subscribe(names.subList(half, names.size())));
        } else {
            refused.add(names.get(0));
            requests.dropped();
            connection.drop(names.get(0));
            connections.refusedName(names.get(0));
        }
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
                    refused(answer);
                } else if ("serverShutdown".equals(answer.getValue("e"))) {
                    renew();
                } else {
                    requests.answered(answer.getValue("id"));
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
