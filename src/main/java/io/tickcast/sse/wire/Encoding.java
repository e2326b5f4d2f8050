package io.tickcast.sse.wire;

/** The encoding of a stream's bytes. */
public enum Encoding {
    /** The text as it is. */
    IDENTITY,
    /** One gzip member (RFC 1952), readable at any time up to the last frame that was written. */
    GZIP
}
