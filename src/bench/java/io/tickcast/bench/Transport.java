package io.tickcast.bench;

/** The way in which a client takes its events. */
enum Transport {
    /** Server-Sent Events, in chunks that hold whole events. */
    SSE,
    /** Server-Sent Events, in chunks that may end within one. */
    CHUNKED,
    /** Server-Sent Events, compressed. */
    GZIP,
    WEBSOCKET
}
