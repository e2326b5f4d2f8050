package io.tickcast.sse.candle;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.sse.wire.Encoding;
import java.util.function.Predicate;

/**
 * The candles of a stream. Streams of equal subscriptions get the same bytes.
 *
 * @param symbols        equal ones must be equal objects
 * @param withExchange   whether an event names its exchange
 * @param intervalMillis at most one event per series in this time, besides those of closed candles; 0: each change
 */
public record CandleSubscription(
        CandleSelection selection,
        Predicate<String> symbols,
        boolean withExchange,
        long intervalMillis,
        Encoding encoding) {
    boolean wants(Candle candle) {
        return wants(candle.key());
    }

    boolean wants(CandleKey key) {
        return selection.intervals().contains(key.interval())
                && selection.exchanges().contains(key.exchange())
                && symbols.test(key.symbol());
    }
}
