package io.tickcast.demo;

import io.tickcast.market.Pair;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
     * Answers a REST call.
     *
     * @param path   without the query
     * @param listed the instruments, each with its status
     * @return empty: there is nothing at this path
     */
    Optional<String> rest(String path, List<Listed> listed);

    /**
     * An instrument.
     *
     * @param name    the exchange's
     * @param trading whether it trades
     */
    record Listed(String name, Coin coin, boolean trading) {
        Pair pair() {
            return Pair.of(coin.symbol()).orElse(new Pair(coin.symbol(), ""));
        }

        /** What is traded in 24 h, in the base currency. */
        String volume() {
            return BigDecimal.valueOf(coin.turnover())
                    .divide(BigDecimal.valueOf(coin.price(), Ticker.SCALE), Ticker.SCALE, RoundingMode.HALF_UP)
                    .toPlainString();
        }

        String price() {
            return Ticker.shortest(coin.price());
        }
    }

    /**
     * @param messages for the client
     * @param channels that it has subscribed with this message
     * @param left     channels that it has left with this message
     */
    record Answer(List<String> messages, List<String> channels, List<String> left) {
        Answer(List<String> messages, List<String> channels) {
            this(messages, channels, List.of());
        }

        static Answer of(String message) {
            return new Answer(List.of(message), List.of());
        }

        /** The same, of a message that leaves the channels if this says so. */
        Answer leavingIf(boolean leaves) {
            return leaves ? new Answer(messages, List.of(), channels) : this;
        }
    }

    record Push(String channel, String message) {}
}
