package io.tickcast.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;

/** Reads a chunked response as it comes: its head, and then the text that its chunks stand for. */
final class ChunkedResponse {
    private static final int HEX = 16;
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    /** Turns bytes of chunks into text. */
    interface Decoder {
        void decode(byte[] in, int at, int count, ByteArrayOutputStream out);
    }

    private enum Part {
        HEAD,
        SIZE,
        DATA,
        AFTER_DATA
    }

    private final Decoder decoder;
    private Part part = Part.HEAD;
    private int headEnd;
    private int size;

    private ChunkedResponse(Decoder decoder) {
        this.decoder = decoder;
    }

    static ChunkedResponse plain() {
        return new ChunkedResponse((in, at, count, out) -> out.write(in, at, count));
    }

    static ChunkedResponse gzip() {
        return new ChunkedResponse(new Gunzip());
    }

    ByteBuf feed(ByteBuf read) {
        byte[] in = ByteBufUtil.getBytes(read);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        int at = 0;
        while (at < in.length) {
            if (part == Part.DATA) {
                int count = Math.min(size, in.length - at);
                decoder.decode(in, at, count, out);
                at += count;
                size -= count;
                if (size == 0) {
                    part = Part.AFTER_DATA;
                }
                continue;
            }
            byte next = in[at++];
            switch (part) {
                case HEAD -> {
                    out.write(next);
                    headEnd = next == END_OF_HEAD[headEnd] ? headEnd + 1 : 0;
                    if (headEnd == END_OF_HEAD.length) {
                        part = Part.SIZE;
                    }
                }
                case SIZE -> {
                    if (next == '\n') {
                        part = Part.DATA;
                    } else if (next != '\r') {
                        size = size * HEX + Character.digit(next, HEX);
                    }
                }
                default -> {
                    if (next == '\n') {
                        part = Part.SIZE;
                    }
                }
            }
        }
        return Unpooled.wrappedBuffer(out.toByteArray());
    }
}
