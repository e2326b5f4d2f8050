package io.tickcast.rest;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** Reads the body of an answer on a worker thread, since a list of instruments has megabytes. */
@FunctionalInterface
public interface BodyReader<T> {
    /** Throws any exception when the body is not what was asked for. The next base is asked then. */
    T read(Buffer body) throws IOException;
}
