package io.tickcast.sse.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the events of a stream as text messages of WebSocket (RFC 6455), one JSON object a line, and control frames
 * between them. Events come as the text of Server-Sent Events, so that both transports share what is encoded once.
 */
public final class MessageWriter {
    /** Most bytes of a message with several events: the largest frame that common clients take by default. */
    static final int MAX_BYTES = 65_535;

    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;
    /** Largest length that stands in the second byte. */
    private static final int SHORT = 125;

    private static final int IN_TWO_BYTES = 126;
    private static final int IN_EIGHT_BYTES = 127;

    /** Bytes before a payload of the greatest length. */
    private static final int MAX_HEAD = 10;

    private static final byte[] EVENT = ascii("{\"event\":\"");
    private static final byte[] ID = ascii(",\"id\":\"");
    private static final byte[] RETRY = ascii(",\"retry\":");
    private static final byte[] DATA = ascii(",\"data\":");

    private final ByteBuf frames = Unpooled.buffer(512);
    private final ByteBuf message = Unpooled.buffer(512);
    private final Field name = new Field("event: ".length());
    private final Field id = new Field("id: ".length());
    private final Field retry = new Field("retry: ".length());
    private final Field data = new Field("data: ".length());

    /** The value of a field of the current event. */
    private static final class Field {
        private static final byte[] NONE = {};

        private final int label;
        private byte[] text = NONE;
        private int from;
        private int to;

        Field(int label) {
            this.label = label;
        }

        void set(byte[] line, int start, int end) {
            text = line;
            from = start + label;
            to = end;
        }

        void appendTo(ByteBuf out) {
            out.writeBytes(text, from, to - from);
        }

        boolean isSet() {
            return to > from;
        }

        void clear() {
            text = NONE;
            from = 0;
            to = 0;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Adds events. As many as fit go into one message.
     *
     * @param texts whole lines of Server-Sent Events, as {@link Sse} makes them
     */
    public MessageWriter events(List<byte[]> texts) {
        for (byte[] text : texts) {
            int start = 0;
            for (int at = 0; at < text.length; at++) {
                if (text[at] == '\n') {
                    line(text, start, at);
                    start = at + 1;
                }
            }
        }
        return this;
    }

    private void line(byte[] text, int start, int end) {
        if (start == end) {
            endEvent();
            return;
        }
        switch (text[start]) {
            case 'e' -> name.set(text, start, end);
            case 'i' -> id.set(text, start, end);
            case 'r' -> retry.set(text, start, end);
            default -> data.set(text, start, end);
        }
    }

    private void endEvent() {
        int before = beginLine();
        message.writeBytes(EVENT);
        name.appendTo(message);
        message.writeByte('"');
        if (id.isSet()) {
            message.writeBytes(ID);
            id.appendTo(message);
            message.writeByte('"');
        }
        if (retry.isSet()) {
            message.writeBytes(RETRY);
            retry.appendTo(message);
        }
        message.writeBytes(DATA);
        data.appendTo(message);
        message.writeByte('}');
        name.clear();
        id.clear();
        retry.clear();
        data.clear();
        endLine(before);
    }

    /** Adds a line of its own kind. */
    public MessageWriter line(String json) {
        int before = beginLine();
        ByteBufUtil.writeUtf8(message, json);
        endLine(before);
        return this;
    }

    private int beginLine() {
        int before = message.writerIndex();
        if (before > 0) {
            message.writeByte('\n');
        }
        return before;
    }

    private void endLine(int before) {
        if (before > 0 && message.writerIndex() > MAX_BYTES) {
            frame(TEXT, message.slice(0, before));
            message.readerIndex(before + 1).discardReadBytes();
        }
    }

    private void endMessage() {
        if (message.isReadable()) {
            frame(TEXT, message);
            message.clear();
        }
    }

    private void frame(int opcode, ByteBuf payload) {
        int length = payload.readableBytes();
        head(frames, opcode, length);
        frames.writeBytes(payload, payload.readerIndex(), length);
    }

    private static void head(ByteBuf frames, int opcode, int length) {
        frames.writeByte(opcode);
        if (length <= SHORT) {
            frames.writeByte(length);
        } else if (length <= MAX_BYTES) {
            frames.writeByte(IN_TWO_BYTES).writeShort(length);
        } else {
            frames.writeByte(IN_EIGHT_BYTES).writeLong(length);
        }
    }

    /** A text message of its own with these bytes, whatever they are. */
    public static ByteBuf text(ByteBuf payload) {
        ByteBuf head = Unpooled.buffer(MAX_HEAD);
        head(head, TEXT, payload.readableBytes());
        return Unpooled.wrappedBuffer(head, payload);
    }

    private MessageWriter control(int opcode, ByteBuf payload) {
        endMessage();
        frame(opcode, payload);
        return this;
    }

    public MessageWriter ping() {
        return control(PING, Unpooled.EMPTY_BUFFER);
    }

    /** @param payload for the pong */
    public MessageWriter ping(String payload) {
        return control(PING, Unpooled.copiedBuffer(payload, StandardCharsets.UTF_8));
    }

    /** @param payload of the ping that it answers */
    public MessageWriter pong(ByteBuf payload) {
        return control(PONG, payload);
    }

    /** @param reason at most 123 bytes */
    public MessageWriter close(int code, String reason) {
        ByteBuf payload = Unpooled.buffer(2 + reason.length());
        payload.writeShort(code);
        ByteBufUtil.writeUtf8(payload, reason);
        return control(CLOSE, payload);
    }

    /** All that was added, in its order. */
    public ByteBuf bytes() {
        endMessage();
        return frames;
    }
}
