package io.tickcast.sse.stats;

/**
 * Counts of one walk over the streams of a shard.
 *
 * @param frames      writes, each to one stream
 * @param events      ticks in these writes, each counted once for each stream
 * @param bytes       bytes of these writes
 * @param conflated   ticks that streams did not get as events of their own
 * @param compression of the writes that are compressed
 */
public record FlushTotals(long frames, long events, long bytes, long conflated, CompressionTotals compression) {}
