package io.tickcast.access;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** A source of verification keys: a URL or a file. */
interface KeySource {
    /**
     * @param keys      never empty
     * @param freshFor  time for which they may be used before they are read again
     */
    record Read(List<VerifyingKey> keys, Duration freshFor) {}

    /** Fails with a message that says why there are no keys. Never blocks, and ends within a bounded time. */
    Future<Read> read();

    /** Name of this source in messages. */
    String name();
}
