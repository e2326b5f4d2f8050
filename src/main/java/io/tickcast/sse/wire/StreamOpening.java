package io.tickcast.sse.wire;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The first bytes of a stream: the time to come back, then whole events. Only the last event has an id: a client that
 * breaks off before it has not got all that the id stands for.
 */
public final class StreamOpening {
    private final List<byte[]> parts = new ArrayList<>();
    private int last;

    /** @param retry text that tells the client when to come back; it is a part of the first event */
    public StreamOpening(Buffer retry) {
        parts.add(retry.getBytes());
    }

    /** Bytes of a whole event. */
    public StreamOpening event(Buffer event) {
        last = parts.size();
        parts.add(event.getBytes());
        return this;
    }

    /** Price events of these data. */
    public StreamOpening prices(List<byte[]> data) {
        for (byte[] each : data) {
            last = parts.size();
            Sse.appendPrice(each, parts);
        }
        return this;
    }

    /** Sets the cursor of a client that has got all of it. */
    public StreamOpening reached(EventId id) {
        parts.add(last, id.line());
        return this;
    }

    public List<byte[]> parts() {
        return parts;
    }

    public Buffer bytes() {
        Buffer all = Buffer.buffer();
        parts.forEach(all::appendBytes);
        return all;
    }
}
