package io.tickcast.http;

import io.tickcast.market.BusAddresses;
import io.tickcast.sse.admission.StreamLease;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The open streams of one event loop that a request may change, whichever node it comes to. The id of a stream names the
 * address of its loop on the event bus, so that there is one consumer for each loop and none for each stream.
 */
final class StreamDirectory {
    static final String STREAM = "stream";
    static final String KEY = "key";
    static final String STATUS = "status";
    static final String MESSAGE = "message";
    static final String RETRY = "retry";
    static final String DATA = "data";

    private static final char BETWEEN = '-';

    private final StreamKeys keys = new StreamKeys();
    private final Map<Long, StreamChange> open = new HashMap<>();
    private final String loop;
    private long last;

    StreamDirectory() {
        byte[] random = new byte[8];
        RandomGenerator.getDefault().nextBytes(random);
        loop = HexFormat.of().formatHex(random);
    }

    /** A stream that is about to open. */
    final class Place {
        private final long number;

        private Place(long number) {
            this.number = number;
        }

        /** Adds what the client needs to change the stream. */
        void describe(Map<String, Object> greeting) {
            greeting.put(STREAM, loop + BETWEEN + number);
            greeting.put(KEY, keys.of(number));
        }

        /** The lease of a stream that leaves this directory at its end. */
        StreamLease until(StreamLease lease) {
            return new StreamLease(lease.until(), () -> {
                open.remove(number);
                lease.left().run();
            });
        }

        void open(StreamChange change) {
            open.put(number, change);
        }
    }

    Place place() {
        return new Place(++last);
    }

    /** Listens for the changes of its streams. To be called on its event loop. */
    Future<Void> listen(Vertx vertx) {
        MessageConsumer<JsonObject> consumer = vertx.eventBus().consumer(address(loop), this::take);
        return consumer.completion();
    }

    /** @return the address at which the stream of this id may be changed, if it is one */
    static String addressOf(String stream) {
        int end = stream.indexOf(BETWEEN);
        return address(end < 0 ? stream : stream.substring(0, end));
    }

    private static String address(String loop) {
        return BusAddresses.STREAM_CHANGES + '.' + loop;
    }

    private void take(Message<JsonObject> message) {
        try {
            JsonObject request = message.body();
            String stream = request.getString(STREAM);
            long number = Long.parseLong(stream.substring(stream.indexOf(BETWEEN) + 1));
            StreamChange change = open.get(number);
            if (change == null) {
                refuse(message, 404, "The stream is not open");
            } else if (!keys.isOf(number, request.getString(KEY))) {
                refuse(message, 403, "This is not the key of the stream");
            } else {
                ChangeRequest wanted = ChangeRequest.of(request);
                if (!change.whenLive(() -> apply(message, change, wanted))) {
                    refuse(message, 503, "Too many changes wait for this stream");
                }
            }
        } catch (RuntimeException e) {
            // Whoever reaches the bus can send anything.
            refuse(message, 400, "The change cannot be read");
        }
    }

    private static void apply(Message<JsonObject> message, StreamChange change, ChangeRequest wanted) {
        try {
            change.apply(wanted, () -> {
                Map<String, Object> data = new LinkedHashMap<>();
                change.describe(data);
                message.reply(new JsonObject().put(STATUS, 200).put(DATA, new JsonObject(Json.encode(data))));
            });
        } catch (BadRequestException e) {
            refuse(message, 400, String.valueOf(e.getMessage()));
        } catch (ForbiddenException e) {
            refuse(message, 403, String.valueOf(e.getMessage()));
        } catch (TooSoonException e) {
            message.reply(new JsonObject()
                    .put(STATUS, 429)
                    .put(MESSAGE, e.getMessage())
                    .put(RETRY, e.after().toMillis()));
        }
    }

    private static void refuse(Message<JsonObject> message, int status, String why) {
        message.reply(new JsonObject().put(STATUS, status).put(MESSAGE, why));
    }
}
