package io.tickcast.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersDecoder;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** HTTP/2 by hand, frame by frame or byte by byte: sends what no client would. */
public final class RawHttp2 implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int GO_AWAY = 7;
    public static final int CONTINUATION = 9;
    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;
    public static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;
    private static final int GLANCE_MILLIS = 5;

    private final RawSocket socket;
    private final Http2HeadersDecoder heads = new DefaultHttp2HeadersDecoder();

    /** A frame that came. */
    public record Frame(int type, int flags, int stream, byte[] payload) {
        /** Of a RST_STREAM. */
        public int error() {
            return payload[3];
        }
    }

    private RawHttp2(RawSocket socket) {
        this.socket = socket;
    }

    /** Without TLS; nothing is sent yet. */
    public static RawHttp2 connect(int port) {
        return new RawHttp2(RawSocket.connect(port, false));
    }

    /** The handshake is done, whatever certificate was shown; nothing of HTTP/2 is sent yet. */
    public static RawHttp2 connectTls(int port) {
        RawSocket socket = RawSocket.connectTls(port, false, "h2");
        socket.handshake();
        return new RawHttp2(socket);
    }

    /** The preface and settings without any. */
    public RawHttp2 greet() {
        return send(PREFACE).frame(SETTINGS, 0, 0);
    }

    public RawHttp2 send(byte... bytes) {
        socket.write(bytes);
        return this;
    }

    public RawHttp2 frame(int type, int flags, int stream, byte... payload) {
        return send(frameOf(type, flags, stream, payload.length, payload));
    }

    /** @param length length that the frame states, whatever the payload is */
    public static byte[] frameOf(int type, int flags, int stream, int length, byte... payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(length >> 16);
        frame.write(length >> 8);
        frame.write(length);
        frame.write(type);
        frame.write(flags);
        for (int shift = 24; shift >= 0; shift -= 8) {
            frame.write(stream >> shift);
        }
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** The head of a request, for one frame. */
    public static byte[] request(String method, String path) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(method.equals("GET") ? 0x82 : 0x83);
        block.write(0x86);
        literal(block, 4, path);
        literal(block, 1, "127.0.0.1");
        return block.toByteArray();
    }

    /** The same with a method that is in no table. */
    public static byte[] requestBy(String method, String path) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        literal(block, 2, method);
        block.write(0x86);
        literal(block, 4, path);
        literal(block, 1, "127.0.0.1");
        return block.toByteArray();
    }

    /** @param name of the static table */
    private static void literal(ByteArrayOutputStream block, int name, String value) {
        block.write(name);
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    /** The next frame; empty at the end of the connection, in order or not. */
    public Optional<Frame> next() {
        try {
            DataInputStream in = new DataInputStream(socket.in());
            int first = in.read();
            if (first < 0) {
                return Optional.empty();
            }
            int length = first << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            return Optional.of(new Frame(type, flags, stream, payload));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no frame, and no end", e);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The next frame of this type; others before it are passed over. */
    public Frame next(int type) {
        Frame frame = next().orElseThrow();
        while (frame.type() != type) {
            frame = next().orElseThrow();
        }
        return frame;
    }

    /** The status of the next answer, whose head must be in one frame; frames before it are passed over. */
    public int status() {
        return statusOf(next(HEADERS));
    }

    /** The same; empty where the request or the connection is ended instead. */
    public Optional<Integer> statusOrEnd() {
        Optional<Frame> frame = next();
        while (frame.isPresent() && frame.get().type() != HEADERS) {
            if (frame.get().type() == RST_STREAM || frame.get().type() == GO_AWAY) {
                return Optional.empty();
            }
            frame = next();
        }
        return frame.map(this::statusOf);
    }

    private int statusOf(Frame head) {
        int start = (head.flags() & PRIORITY) == 0 ? 0 : PRIORITY_BYTES;
        ByteBuf block = Unpooled.wrappedBuffer(head.payload(), start, head.payload().length - start);
        try {
            return Integer.parseInt(
                    heads.decodeHeaders(head.stream(), block).status().toString());
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Looks for a moment whether it was ended; what else comes meanwhile is lost. */
    public boolean isEnded() {
        try {
            socket.patience(GLANCE_MILLIS);
            InputStream in = socket.in();
            byte[] lost = new byte[4_096];
            while (in.read(lost) >= 0) {
                // On to the end, or to nothing.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
