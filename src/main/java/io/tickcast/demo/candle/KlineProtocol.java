package io.tickcast.demo.candle;

import io.vertx.core.MultiMap;
import java.util.Optional;

/** The candles of an exchange on its wires. Belongs to one event loop, as it counts requests. */
public interface KlineProtocol {
    KlineHabits habits();

    /** The channel of the candles of a minute: its name, an at sign and the instrument, or the name of the stream. */
    String channel(String instrument);

    /**
     * A push of a candle of a minute.
     *
     * @param time of the push, in ms
     */
    String push(String instrument, Kline kline, boolean closed, long time, Klines klines);

    /** The message that a client gets when it has subscribed the channel. */
    default Optional<String> first(String instrument, Klines klines) {
        return Optional.empty();
    }

    /**
     * Answers a REST call.
     *
     * @return empty: it is not about candles
     */
    default Optional<RestAnswer> rest(String path, MultiMap parameters, Klines klines) {
        try {
            return answer(path, parameters, klines);
        } catch (RestRefusal e) {
            return Optional.of(e.answer());
        }
    }

    /** The same; a refusal ends it. */
    Optional<RestAnswer> answer(String path, MultiMap parameters, Klines klines);
}
