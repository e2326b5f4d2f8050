package io.tickcast.relay;

import io.tickcast.feed.RelayedConnection;
import io.tickcast.feed.RelayedConnections;
import io.tickcast.feed.binance.BinanceStreams;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private final Runnable unsettled;
    private final BinanceStreams requests;
    private final Set<String> streams = new LinkedHashSet<>();
    /** The names that the exchange does not have. Clients keep them, as they do at the exchange. */
    private final RefusedNames refused = new RefusedNames();
    /** Parts of requests that were refused. */
    private final Deque<List<String>> halves = new ArrayDeque<>();

    private final StreamCutover cutover;
    private @Nullable RelayedConnection connection;
    private boolean overlapping;
    private boolean changed;
    private boolean halfIsNext;

    /**
     * @param out       takes each of its frames once
     * @param unsettled hears that there is something to settle
     */
    UpstreamConnection(RelayedConnections connections, boolean micros, Consumer<RelayFrame> out, Runnable unsettled) {
        this.connections = connections;
        this.micros = micros;
        this.out = out;
        this.unsettled = unsettled;
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
        changed |= streams.remove(stream.name()) && !refused.contains(stream.name());
        refused.forget(List.of(stream.name()));
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
        } else if (connection.isSent()) {
            ask(connection);
        }
        return !changed && halves.isEmpty();
    }

    /** Changes go before halves, but not all of them before the first half. */
    private void ask(RelayedConnection open) {
        if (changed && !(halfIsNext && !halves.isEmpty())) {
            changed = !open.follow(followed());
            halfIsNext = true;
        } else if (!halves.isEmpty()) {
            List<String> half = wanted(halves.remove());
            open.send(half.isEmpty() ? List.of() : requests.subscribe(half));
            halfIsNext = false;
        }
    }

    private List<String> wanted(List<String> names) {
        return names.stream()
                .filter(name -> streams.contains(name) && !refused.contains(name))
                .toList();
    }

    /** Asks again for what was refused long enough ago, or not answered. @return whether there is something to settle */
    boolean sweep(long now) {
        changed |= refused.release(now);
        requests.unanswered(now).forEach(names -> refused(wanted(names), "no answer to a request", now));
        return changed || !halves.isEmpty();
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
    private void refused(List<String> names, String answer, long now) {
        if (names.isEmpty() || connection == null) {
            connections.refused(answer);
        } else if (names.size() > 1) {
            int half = names.size() / 2;
            halves.add(names.subList(0, half));
            halves.add(names.subList(half, names.size()));
            unsettled.run();
        } else {
            refused.add(names.get(0), now);
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
                    refused(wanted(requests.answered(answer.getValue("id"))), answer.encode(), System.nanoTime());
                } else if ("serverShutdown".equals(answer.getValue("e"))) {
                    renew();
                } else {
                    refused.forget(requests.answered(answer.getValue("id")));
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
            // The next connection asks for everything.
            requests.lost();
            halves.clear();
        }
    }
}
