package io.tickcast.sse.stats;

/** The path of a stream's frames to its socket, the cheapest first. */
public enum StreamPath {
    /** Written by a system call on the socket: HTTP/1.1 or WebSocket without TLS on a native transport. */
    SOCKET,
    /** Through the channel, behind the HTTP encoder: other HTTP/1.1 and WebSocket. */
    CHANNEL,
    /** Through Vert.x' response: HTTP/1.0, HTTP/2, and all with {@code stream.direct: false}. */
    RESPONSE
}
