package io.tickcast.sse.stats;

/**
 * Counts of compressed writes.
 *
 * @param referring writes that refer back to earlier ones
 * @param alone     writes that do not
 * @param textBytes bytes of the text that they stand for
 * @param bytes     their own bytes, without HTTP framing
 */
public record CompressionTotals(long referring, long alone, long textBytes, long bytes) {}
