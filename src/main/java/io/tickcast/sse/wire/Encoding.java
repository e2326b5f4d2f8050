package io.tickcast.sse.wire;

/** How the bytes of a stream are written. */
public enum Encoding {
    /** As they are. */
    IDENTITY,
    /** As one member of gzip (RFC 1952), readable at any time up to the last frame that was written. */
    GZIP
}
