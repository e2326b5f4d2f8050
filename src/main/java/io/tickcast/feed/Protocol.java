package io.tickcast.feed;

import io.tickcast.market.Tick;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** The part of a feed that differs between exchanges: how to subscribe, and the meaning of a message. */
public interface Protocol {
    /** The exchange's name in ticks, settings and status. */
    String exchange();

    /** Most symbols that one connection may carry. */
    int symbolsPerConnection();

    Subscription subscription(List<String> symbols);

    /**
     * Reads one whole message.
     *
     * @param receivedAt in µs by this node's clock
     * @param sink       receives the meaning of the message, before this returns
     */
    void read(Buffer message, long receivedAt, Sink sink);

    /**
     * @param path     path and query of the handshake, below the endpoint
     * @param messages to send after it, a few a second
     */
    record Subscription(String path, List<String> messages) {}

    /** Receives the meaning of a message. */
    interface Sink {
        void tick(Tick tick);

        /** The exchange is about to close this connection. */
        void shutdownAnnounced();

        /** The exchange refused a request. */
        void refused(String reason);

        /** An acknowledgement, which proves nothing: an unknown symbol is acknowledged too. */
        void acknowledged();

        /** A message of a kind that this protocol does not read. */
        void unknown();

        /** The message had this many unknown fields; its tick is valid. */
        void unknownFields(int count);

        /** Bytes that are no message, or a tick that cannot be one. */
        void malformed(String reason);
    }
}
