package io.tickcast.sse.stats;

/** The transport of a stream. */
public enum Transport {
    /** Server-Sent Events. */
    SSE,
    WEBSOCKET
}
