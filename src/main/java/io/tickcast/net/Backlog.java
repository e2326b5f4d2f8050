package io.tickcast.net;

/** Bytes that wait for a client: of a connection, or of one stream of an HTTP/2 connection. */
abstract class Backlog {
    /** Bytes that wait, as its queue counts them. */
    long bytes;
    /** Time of the last progress by {@link System#nanoTime()}. */
    long progressAt;
    /** Whether it belongs to a stream of events, which has no end and a time-out of its own. */
    boolean isStream;

    /** Counts anew. @return whether bytes were taken since the last look */
    abstract boolean refresh();

    /** Closes the connection or the stream at once; its bytes are dropped. */
    abstract void cut();
}
