package io.tickcast.net;

/**
 * The handlers that Vert.x puts into the pipeline of a server's connection, by the names that it gives them. Whoever
 * does not find one takes the connection for one of another kind: a test looks for them, so that no Vert.x that names
 * them otherwise is built into the jar.
 */
public final class VertxHandlers {
    public static final String DECODER = "httpDecoder";
    public static final String ENCODER = "httpEncoder";
    /** Turns a connection into one of HTTP/2 where its first request asks for it, and is gone after that request. */
    public static final String UPGRADE = "h2c";

    public static final String IDLE = "idle";

    private VertxHandlers() {}
}
