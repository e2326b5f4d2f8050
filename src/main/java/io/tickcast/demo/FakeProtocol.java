package io.tickcast.demo;

import io.tickcast.demo.candle.KlineProtocol;
import io.tickcast.demo.candle.Klines;
import io.tickcast.demo.candle.RestAnswer;
import io.tickcast.market.Pair;
import io.vertx.core.MultiMap;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of a fake exchange that differs between exchanges. Stateless. */
interface FakeProtocol {
    /** Paths of the handshake. */
    Set<String> paths();

    /** The exchange's name of a symbol. */
    String instrument(String symbol);

    Limits limits();

    /** Time after its opening in which a client must have subscribed. */
    default Optional<Duration> subscribeWithin() {
        return Optional.empty();
    }

    /** Time without any message in either direction after which a client is cut. */
    default Optional<Duration> idleLimit() {
        return Optional.empty();
    }

    /** The answer to a message that was beyond the limit, and is lost; empty: the client is cut. */
    default Optional<String> tooFast() {
        return Optional.empty();
    }

    /** Messages that a client gets when it has connected. */
    default List<String> greeting() {
        return List.of();
    }

    /**
     * Answers a message of a client.
     *
     * @param path     of the client's handshake
     * @param listed   the exchange's names of its instruments
     * @param channels channels that the client has subscribed so far
     */
    Answer answer(String path, String message, Set<String> listed, Set<String> channels);

    /** The pushes of a ticker, each for the subscribers of its channel. */
    List<Push> pushes(Ticker ticker);

    /** The pushes of a trade. */
    default List<Push> pushes(AggTrade trade) {
        return List.of();
    }

    /** The message that a new subscriber gets of the last push of its channel. */
    default String first(Push push) {
        return push.message();
    }

    /**
     * The candles of one server.
     *
     * @param speed of its clock
     */
    KlineProtocol candles(int speed);

    /** A push that is sent again after this time without another one on its channel; see {@link #repeated}. */
    default Duration repeatAfter() {
        return Duration.ofMinutes(1);
    }

    /** The same push at this time, in ms; empty: it is not sent again. */
    default Optional<String> repeated(Push push, long millis) {
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

    /** The trades of an order, as REST tells them later; empty: it does not. */
    default List<AggTrade> told(AggTrade trade) {
        return List.of();
    }

    /**
     * Answers a REST call for past trades.
     *
     * @param listed the exchange's names of its instruments
     * @return empty: it is not about them
     */
    default Optional<RestAnswer> pastTrades(String path, MultiMap parameters, Set<String> listed, TradeHistory trades) {
        return Optional.empty();
    }

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

        /** Volume in 24 h, in the base currency. */
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
     * Messages that a subscribed client gets each second.
     *
     * @param channels channels that the client has subscribed
     * @param isQuiet  whether it got nothing in the last second
     * @param millis   time of the exchange
     */
    default List<String> heartbeats(Set<String> channels, boolean isQuiet, long millis, Klines klines) {
        return List.of();
    }

    /**
     * @param messages for the client
     * @param channels channels that the client has subscribed with this message
     * @param left     channels that it has left with this message
     * @param cut      whether the connection is closed
     */
    record Answer(List<String> messages, List<String> channels, List<String> left, boolean cut) {
        Answer(List<String> messages, List<String> channels) {
            this(messages, channels, List.of(), false);
        }

        static Answer of(String message) {
            return new Answer(List.of(message), List.of());
        }

        /** The same, of a message that leaves the channels if this says so. */
        Answer leavingIf(boolean leaves) {
            return leaves ? new Answer(messages, List.of(), channels, cut) : this;
        }
    }

    /** @param channel its name, an at sign and the instrument */
    record Push(String channel, String message) {}

    /** The limits of an exchange that does not ping. */
    static Limits limits(int messages, Duration window, int connections, Duration connectionWindow) {
        return new Limits(
                Duration.ZERO,
                Duration.ZERO,
                messages,
                window,
                Integer.MAX_VALUE,
                connections,
                connectionWindow,
                Duration.ZERO);
    }
}
