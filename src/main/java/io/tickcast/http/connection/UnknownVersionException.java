package io.tickcast.http.connection;

/** A request is of a version of HTTP that is not spoken here. */
public final class UnknownVersionException extends Exception {
    private static final long serialVersionUID = 1;

    UnknownVersionException() {
        super("This server speaks HTTP/1.0, HTTP/1.1 and, where it is enabled, HTTP/2");
    }
}
