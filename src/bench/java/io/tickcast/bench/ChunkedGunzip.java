package io.tickcast.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads a compressed response as it comes: its head, and then the text that its chunks stand for. */
final class ChunkedGunzip {
    private static final int GZIP_HEAD = 10;
    private static final int HEX = 16;
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private enum Part {
        HEAD,
        SIZE,
        DATA,
        AFTER_DATA
    }

    private final Inflater inflater = new Inflater(true);
    private final byte[] scratch = new byte[8_192];
    private Part part = Part.HEAD;
    private int headEnd;
    private int gzipHead = GZIP_HEAD;
    private int size;

    ByteBuf feed(ByteBuf read) {
        byte[] in = ByteBufUtil.getBytes(read);
        ByteArrayOutputStream out = new ByteArrayOutputStream(4 * in.length);
        int at = 0;
        while (at < in.length) {
            if (part == Part.DATA) {
                int count = Math.min(size, in.length - at);
                inflate(in, at, count, out);
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

    private void inflate(byte[] in, int at, int count, ByteArrayOutputStream out) {
        int skipped = Math.min(gzipHead, count);
        gzipHead -= skipped;
        inflater.setInput(in, at + skipped, count - skipped);
        try {
            for (int read = inflater.inflate(scratch); read > 0; read = inflater.inflate(scratch)) {
                out.write(scratch, 0, read);
            }
        } catch (DataFormatException e) {
            throw new IllegalStateException("no deflated bytes", e);
        }
    }
}
