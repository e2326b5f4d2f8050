package io.tickcast.bench;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates gzip as it comes. */
final class Gunzip implements ChunkedResponse.Decoder {
    private static final int GZIP_HEAD = 10;

    private final Inflater inflater = new Inflater(true);
    private final byte[] scratch = new byte[8_192];
    private int gzipHead = GZIP_HEAD;

    @Override
    public void decode(byte[] in, int at, int count, ByteArrayOutputStream out) {
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
