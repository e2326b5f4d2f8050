package io.tickcast.feed;

import io.tickcast.market.Tick;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** What differs between exchanges: how to subscribe, and what a message means. */
public interface Protocol {
    /** The exchange's name in ticks, settings and status. */
    String exchange();

    /** How many symbols one connection may carry. */
    int symbolsPerConnection();

    Subscription subscription(List<String> symbols);

    /**
     * Reads one whole message.
     *
     * @param receivedAt in µs by this node's clock
     * @param sink       hears what it meant, before this returns
     */
    void read(Buffer message, long receivedAt, Sink sink);

    /**
     * @param path     path and query of the handshake, below the endpoint
     * @param messages to send after it, a few a second
     */
    record Subscription(String path, List<String> messages) {}

    /** What a message can mean. */
    interface Sink {
        void tick(Tick tick);

        /** The exchange is about to close this connection. */
        void shutdownAnnounced();

        /** The exchange refused a request. */
        void refused(String reason);

        /** An acknowledgement, which proves nothing: an unknown symbol is acknowledged too. */
        void acknowledged();

        /** A message that is none of ours to read. */
        void unknown();

        /** So many fields of a tick that we do not know; the tick counts all the same. */
        void unknownFields(int count);

        /** Bytes that are no message, or a tick that cannot be one. */
        void malformed(String reason);
    }
}
