package io.tickcast.sse.wire;

/** The encoding of a stream's bytes. */
public enum Encoding {
    /** The text of Server-Sent Events as it is. */
    IDENTITY,
    /** The same text as one gzip member (RFC 1952), readable at any time up to the last frame that was written. */
    GZIP,
    /** The same events as JSON lines in text messages of WebSocket. */
    MESSAGES
}
