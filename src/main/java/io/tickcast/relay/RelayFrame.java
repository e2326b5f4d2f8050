package io.tickcast.relay;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A message of a combined connection, as it came: {@code {"stream":"btcusdt@trade","data":…}}.
 *
 * @param message all of its bytes, never changed
 * @param data    index of the first byte of the data; the last byte of the message follows them
 */
record RelayFrame(RelayStream stream, byte[] message, int data) {
    /** On the bus: tag of the sender, position, form of the times. */
    private static final int BUS_HEAD = Integer.BYTES + Long.BYTES + 1;

    private static final byte[] HEAD = "{\"stream\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MIDDLE = "\",\"data\":".getBytes(StandardCharsets.US_ASCII);

    /** @return empty for a message in another form, such as the answer to a request */
    static Optional<RelayFrame> of(byte[] message, boolean micros) {
        int end = starts(message, 0, HEAD) ? indexOf(message, (byte) '"', HEAD.length) : -1;
        if (end < 0 || !starts(message, end, MIDDLE) || message[message.length - 1] != '}') {
            return Optional.empty();
        }
        String name = new String(message, HEAD.length, end - HEAD.length, StandardCharsets.UTF_8);
        return Optional.of(new RelayFrame(new RelayStream(name, micros), message, end + MIDDLE.length));
    }

    private static boolean starts(byte[] bytes, int from, byte[] with) {
        return bytes.length - from >= with.length
                && Arrays.equals(bytes, from, from + with.length, with, 0, with.length);
    }

    private static int indexOf(byte[] bytes, byte wanted, int from) {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    int length() {
        return message.length;
    }

    /** Length of the form for another node. */
    int busLength() {
        return BUS_HEAD + message.length;
    }

    /**
     * The form for another node.
     *
     * @param sender   tag of the node that holds the upstream
     * @param position bytes for the other node before this frame: it misses some when it has got fewer
     */
    Buffer toBus(int sender, long position) {
        return Buffer.buffer(busLength())
                .appendInt(sender)
                .appendLong(position)
                .appendByte((byte) (stream.micros() ? 1 : 0))
                .appendBytes(message);
    }

    /** Tag of the node that sent it; 0: it is no frame. */
    static int sender(Buffer bytes) {
        return bytes.length() > BUS_HEAD ? bytes.getInt(0) : 0;
    }

    /** @param bytes with a sender */
    static long position(Buffer bytes) {
        return bytes.getLong(Integer.BYTES);
    }

    /** @param bytes with a sender */
    static Optional<RelayFrame> ofBus(Buffer bytes) {
        return of(bytes.getBytes(BUS_HEAD, bytes.length()), bytes.getByte(BUS_HEAD - 1) == 1);
    }
}
