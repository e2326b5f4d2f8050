package io.tickcast.feed;

import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** The part of a feed that differs between exchanges: how to subscribe, and the meaning of a message. */
public interface Protocol extends Subscriptions {
    /** Most symbols that one connection may carry. */
    int symbolsPerConnection();

    /** The symbols of each connection. */
    default List<List<String>> connections(List<String> symbols) {
        return Batches.of(symbols, symbolsPerConnection(), Integer.MAX_VALUE, 0);
    }

    Silence silence();

    /** The symbols that it knows now, and their names. */
    Instruments instruments();

    /** The source of missed trades; empty: there is none. */
    default Optional<PastTrades> pastTrades() {
        return Optional.empty();
    }

    /** Reads the messages of one connection, for a protocol that goes by those before. */
    default Reader reader() {
        return this::read;
    }

    /**
     * Reads one whole message.
     *
     * @param receivedAt in µs by this node's clock
     * @param sink       receives the meaning of the message, before this returns
     */
    void read(Buffer message, long receivedAt, Sink sink);

    /** Reads messages, as {@link #read} does. */
    @FunctionalInterface
    interface Reader {
        void read(Buffer message, long receivedAt, Sink sink);
    }

    /** Receives the meaning of a message. */
    interface Sink extends TickAssembler.Outcome {
        /**
         * A tick that stands for consecutive trades.
         *
         * @param first  id of the first of them; the tick has that of the last
         * @param number consecutive number that the exchange gives such ticks of a symbol; 0 if it gives none
         */
        default void trade(Tick tick, long first, long number) {
            tick(tick);
        }

        /** A candle of a minute, open or closed. */
        default void candle(Candle candle) {
            unknown();
        }

        /**
         * A heartbeat that tells the last trade of a symbol.
         *
         * @param symbol ours
         * @param time   of the heartbeat by the exchange's clock, in ms
         */
        default void lastTrade(String symbol, long trade, long time) {
            heartbeat();
        }

        /** The exchange is about to close this connection. */
        void shutdownAnnounced();

        /** The exchange refused a request. */
        void refused(String reason);

        /**
         * The exchange refused this symbol alone; those beside it are subscribed, or are again by {@link #send}.
         *
         * @param symbol ours
         */
        void refused(String symbol, String reason);

        /** Sends these to the exchange on the connection of the message. */
        void send(List<String> messages);

        /** The exchange dropped subscriptions of this connection without a word which. */
        void subscriptionsLost(String reason);

        /**
         * The exchange announced the state of its service.
         *
         * @param state one of a few words; empty: it is as usual
         */
        void service(String state);

        /** The connection is alive, and there is nothing new. */
        void heartbeat();

        /** An acknowledgement, which proves nothing: an unknown symbol is acknowledged too. */
        void acknowledged();

        /** The message had this many unknown fields; its tick is valid. */
        void unknownFields(int count);
    }
}
