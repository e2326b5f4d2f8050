package io.tickcast.net;

/**
 * The handlers that Vert.x puts into the pipeline of a server's connection, by the names that it gives them. A guard
 * that does not find its handler would take the connection for one of another kind. A test therefore checks the names
 * against the Vert.x that is built into the jar.
 */
public final class VertxHandlers {
    public static final String DECODER = "httpDecoder";
    public static final String ENCODER = "httpEncoder";
    /** Turns a connection into one of HTTP/2 where its first request asks for it, and is gone after that request. */
    public static final String UPGRADE = "h2c";

    public static final String IDLE = "idle";

    private VertxHandlers() {}
}
