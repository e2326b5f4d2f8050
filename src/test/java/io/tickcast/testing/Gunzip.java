package io.tickcast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;

/** Decompresses a gzip stream incrementally, as a browser does. */
public final class Gunzip {
    private static final int HEAD = 10;
    private static final int TRAILER = 8;

    private final Inflater inflater = new Inflater(true);
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    /** A reader for a body that says it is compressed. */
    static Optional<Gunzip> of(Optional<String> contentEncoding) {
        contentEncoding.ifPresent(encoding -> assertThat(encoding).isEqualTo("gzip"));
        return contentEncoding.map(encoding -> new Gunzip());
    }

    /** All that these bytes let a reader see. */
    public byte[] feed(byte[] bytes) {
        int before = raw.size();
        raw.writeBytes(bytes);
        int skip = Math.min(bytes.length, Math.max(0, HEAD - before));
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        byte[] part = new byte[8_192];
        try {
            inflater.setInput(bytes, skip, bytes.length - skip);
            for (int read = inflater.inflate(part); read > 0; read = inflater.inflate(part)) {
                seen.write(part, 0, read);
            }
        } catch (DataFormatException e) {
            throw new AssertionError("no deflated bytes after " + before, e);
        }
        text.writeBytes(seen.toByteArray());
        return seen.toByteArray();
    }

    /** Fails unless it was valid from the first byte to the last, checksum and length included. */
    public void assertComplete() {
        assertThat(inflater.finished()).as("a last block").isTrue();
        assertThat(raw.size() - HEAD - inflater.getBytesRead())
                .as("bytes of the trailer")
                .isEqualTo(TRAILER);
        InputStream bytes = new ByteArrayInputStream(raw.toByteArray());
        try (GZIPInputStream whole = new GZIPInputStream(bytes)) {
            assertThat(whole.readAllBytes()).isEqualTo(text.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            inflater.end();
        }
    }
}
