package io.tickcast.sse.signal;

import io.tickcast.market.Signal;
import io.tickcast.sse.wire.EventId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A signal as a log keeps it: its bytes for the streams of signals, and what else another node is told of it. The JSON
 * is in those bytes, and nowhere else.
 *
 * @param cursor of the log when it arrived
 * @param published by the clock that all nodes share
 * @param topic  as {@link Signal#topic()}
 * @param event  {@code event: movers}, {@code id: 1704868500123}, {@code data: …}
 * @param dataStart place of its JSON in it
 */
record SignalEvent(
        String name,
        long cursor,
        long time,
        long published,
        String node,
        String verticle,
        Optional<String> owner,
        String topic,
        byte[] event,
        int dataStart) {
    private static final String END = "\n\n";
    /** Bytes on the heap besides the text: objects, and places in two maps. */
    private static final int OVERHEAD = 250;

    static SignalEvent of(Signal signal, EventId id) {
        byte[] event = joined(utf8("event: " + signal.name() + '\n'), id.line(), utf8("data: " + signal.json() + END));
        return new SignalEvent(
                signal.name(),
                id.cursor(),
                signal.time(),
                signal.published(),
                signal.node(),
                signal.verticle(),
                signal.owner(),
                signal.topic(),
                event,
                event.length - END.length() - utf8(signal.json()).length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] data() {
        return Arrays.copyOfRange(event, dataStart, event.length - END.length());
    }

    /** The same with another id. */
    byte[] event(EventId id) {
        return joined(utf8("event: " + name + '\n'), id.line(), utf8("data: "), data(), utf8(END));
    }

    /** The same without an id. */
    byte[] eventWithoutId() {
        return joined(utf8("event: " + name + "\ndata: "), data(), utf8(END));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    Signal signal() {
        return new Signal(name, new String(data(), StandardCharsets.UTF_8), time, node, verticle, published, owner);
    }

    boolean isAlert() {
        return owner.isPresent();
    }

    /** The event on a price stream, whose cursor it does not move. */
    byte[] besidePrices() {
        if (isAlert()) {
            return eventWithoutId();
        }
        return joined(
                utf8("event: signal\ndata: {\"name\":\"" + name + "\",\"time\":" + time + ",\"data\":"),
                data(),
                utf8("}" + END));
    }

    int heapBytes() {
        return event.length + 2 * (name.length() + node.length() + verticle.length() + topic.length()) + OVERHEAD;
    }
}
