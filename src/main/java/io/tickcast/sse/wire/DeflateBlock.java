package io.tickcast.sse.wire;

/**
 * A part of a gzip stream, which ends at a full byte. A stream can go on with it if its text ends with what the block
 * refers back to; any stream can if that is nothing.
 *
 * @param crc        of the bytes that it stands for
 * @param length     of those
 * @param shift      of that length, by {@link Crc32Combiner#shift}
 * @param refersBack whether it may refer to text before it
 */
public record DeflateBlock(byte[] bytes, int crc, int length, int shift, boolean refersBack) {}
