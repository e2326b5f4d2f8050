package io.tickcast.sse.wire;

/**
 * A part of a gzip stream that any stream can go on with: it refers to nothing before it and ends at a full byte.
 *
 * @param crc    of the bytes that it stands for
 * @param length of those
 * @param shift  of that length, by {@link Crc32Combiner#shift}
 */
public record DeflateBlock(byte[] bytes, int crc, int length, int shift) {}
