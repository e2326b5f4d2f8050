package io.tickcast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A WebSocket client by hand: sends any frame, also those that no client would, reads only when asked to, and sees each
 * frame as it was written.
 */
public final class RawWebSocket implements AutoCloseable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;
    /** The last frame of a message. */
    public static final int FIN = 0x80;

    private static final int MASKED = 0x80;
    private static final byte[] MASK = {7, -3, 99, 40};

    private final RawHttp http;
    private final RawAnswer head;
    private final Deque<String> lines = new ArrayDeque<>();

    /** A frame as the server sent it. */
    public record Frame(int opcode, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a close frame. */
        public int code() {
            return ByteBuffer.wrap(payload).getShort() & 0xffff;
        }

        /** The reason of a close frame. */
        public String reason() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    private RawWebSocket(RawHttp http, RawAnswer head) {
        this.http = http;
        this.head = head;
    }

    /** Opens a stream; the server must accept it. */
    public static RawWebSocket open(RawHttp http, String uri, String... headers) {
        RawAnswer head = ask(http, uri, headers);
        assertThat(head.status()).as(uri).isEqualTo(101);
        return new RawWebSocket(http, head);
    }

    /** Sends a handshake and reads the head of the answer. */
    public static RawAnswer ask(RawHttp http, String uri, String... headers) {
        List<String> all = new ArrayList<>(List.of(
                "GET " + uri + " HTTP/1.1",
                "Host: 127.0.0.1",
                "Connection: keep-alive, Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        all.addAll(List.of(headers));
        return http.send(all.toArray(String[]::new)).head();
    }

    public RawAnswer head() {
        return head;
    }

    /** Sends a frame as a client must: with a mask. */
    public RawWebSocket send(int first, byte... payload) {
        ByteArrayOutputStream bytes = header(first, payload.length, MASKED);
        bytes.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            bytes.write(payload[i] ^ MASK[i % MASK.length]);
        }
        return sendBytes(bytes.toByteArray());
    }

    public RawWebSocket send(String text) {
        return send(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a frame without a mask. */
    public RawWebSocket sendUnmasked(int first, byte... payload) {
        ByteArrayOutputStream bytes = header(first, payload.length, 0);
        bytes.writeBytes(payload);
        return sendBytes(bytes.toByteArray());
    }

    private static ByteArrayOutputStream header(int first, int length, int masked) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first);
        if (length < 126) {
            bytes.write(masked | length);
        } else if (length < 65_536) {
            bytes.write(masked | 126);
            bytes.writeBytes(ByteBuffer.allocate(2).putShort((short) length).array());
        } else {
            bytes.write(masked | 127);
            bytes.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
        }
        return bytes;
    }

    public RawWebSocket sendBytes(byte... bytes) {
        http.sendBytes(bytes);
        return this;
    }

    /** The next frame, whatever it is. */
    public Frame frame() {
        byte[] header = http.bytes(2);
        assertThat(header[0] & FIN).as("fragments are not sent").isEqualTo(FIN);
        assertThat(header[1] & MASKED).as("a server does not mask").isZero();
        int length = header[1];
        if (length == 126) {
            length = ByteBuffer.wrap(http.bytes(2)).getShort() & 0xffff;
        } else if (length == 127) {
            length = Math.toIntExact(ByteBuffer.wrap(http.bytes(8)).getLong());
        }
        return new Frame(header[0] & 0xf, http.bytes(length));
    }

    /** The next frame of this kind; others before it are passed over. */
    public Frame frame(int opcode) {
        Frame frame = frame();
        while (frame.opcode() != opcode) {
            frame = frame();
        }
        return frame;
    }

    /** The next line of a text message. */
    public String line() {
        while (lines.isEmpty()) {
            lines.addAll(List.of(frame(TEXT).text().split("\n")));
        }
        return lines.remove();
    }

    /** The next event. */
    public SseEvent next() {
        String line = line();
        JsonObject json = new JsonObject(line);
        int data = line.indexOf(",\"data\":");
        return new SseEvent(
                json.getString("event"),
                json.getString("id", ""),
                data < 0 ? line : line.substring(data + ",\"data\":".length(), line.length() - 1));
    }

    /** The next event of this name; others before it are passed over. */
    public SseEvent next(String name) {
        SseEvent event = next();
        while (!event.name().equals(name)) {
            event = next();
        }
        return event;
    }

    /** Whatever follows until the connection ends. */
    public byte[] rest() {
        return http.restOfBytes();
    }

    public void reset() {
        http.reset();
    }

    @Override
    public void close() {
        http.close();
    }
}
