/** Counters and latencies of the streams of a whole node. Thread-safe: all event loops share them. */
package io.tickcast.sse.stats;
