package io.tickcast.trial;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads an event stream as an EventSource does, with little work for each event. */
final class EventReader {
    private final Events events;
    private byte[] line = new byte[512];
    private int length;
    private String name = "";
    private String data = "";
    private String id;

    interface Events {
        /** @param id where the client is with this event: what it would send as Last-Event-ID */
        void event(String name, String data, String id);

        /** The client is here now, though there was nothing to show. */
        void moved(String id);
    }

    EventReader(String lastEventId, Events events) {
        id = lastEventId;
        this.events = events;
    }

    void read(Buffer chunk) {
        for (int i = 0; i < chunk.length(); i++) {
            byte b = chunk.getByte(i);
            if (b == '\n') {
                line(new String(line, 0, length, StandardCharsets.UTF_8));
                length = 0;
            } else {
                if (length == line.length) {
                    line = Arrays.copyOf(line, 2 * length);
                }
                line[length++] = b;
            }
        }
    }

    private void line(String text) {
        if (text.isEmpty()) {
            if (data.isEmpty()) {
                events.moved(id);
            } else {
                events.event(name, data, id);
            }
            name = "";
            data = "";
        } else if (text.startsWith("data: ")) {
            data = text.substring("data: ".length());
        } else if (text.startsWith("event: ")) {
            name = text.substring("event: ".length());
        } else if (text.startsWith("id: ")) {
            id = text.substring("id: ".length());
        }
    }
}
