package io.tickcast.demo;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of a fake exchange that differs between exchanges. Stateless. */
interface FakeProtocol {
    /** Path of the handshake. */
    String path();

    /** The exchange's name of a symbol. */
    String instrument(String symbol);

    /** Messages that a client gets when it has connected. */
    default List<String> greeting() {
        return List.of();
    }

    /**
     * Answers a message of a client.
     *
     * @param listed the exchange's names of its instruments
     */
    Answer answer(String message, Set<String> listed);

    /** The pushes of a ticker, each for the subscribers of its channel. */
    List<Push> pushes(Ticker ticker);

    /** A message that a subscribed client gets each second. */
    default Optional<String> heartbeat() {
        return Optional.empty();
    }

    /**
     * @param messages for the client
     * @param channels that it has subscribed with this message
     */
    record Answer(List<String> messages, List<String> channels) {
        static Answer of(String message) {
            return new Answer(List.of(message), List.of());
        }
    }

    record Push(String channel, String message) {}
}
