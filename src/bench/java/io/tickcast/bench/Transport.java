package io.tickcast.bench;

/** How a client takes its events. */
enum Transport {
    SSE,
    /** Server-Sent Events, compressed. */
    GZIP,
    WEBSOCKET
}
