package io.tickcast.sse;

import io.tickcast.market.Tick;
import io.tickcast.market.TickJson;
import io.tickcast.sse.candle.CandleSelection;
import io.tickcast.sse.candle.CandleSubscription;
import io.tickcast.sse.wire.Encoding;

/**
 * The request of a stream. Streams of equal subscriptions get the same bytes.
 *
 * @param intervalMillis at most one update per exchange and symbol in this time; 0: every tick
 * @param changed        whether its client asked for something else when it opened the stream, and may do so again
 */
public record Subscription(
        ExchangeSelection exchanges,
        SymbolSelection symbols,
        TickJson json,
        long intervalMillis,
        Encoding encoding,
        boolean changed) {

    public Subscription(
            ExchangeSelection exchanges,
            SymbolSelection symbols,
            TickJson json,
            long intervalMillis,
            Encoding encoding) {
        this(exchanges, symbols, json, intervalMillis, encoding, false);
    }

    /** A subscription without compression. */
    public Subscription(ExchangeSelection exchanges, SymbolSelection symbols, TickJson json, long intervalMillis) {
        this(exchanges, symbols, json, intervalMillis, Encoding.IDENTITY);
    }

    public Subscription in(Encoding wanted) {
        return new Subscription(exchanges, symbols, json, intervalMillis, wanted);
    }

    Subscription with(SymbolSelection others, long millis) {
        return new Subscription(exchanges, others, json, millis, encoding, true);
    }

    /** The same for candles besides. */
    CandleSubscription ofCandles(CandleSelection candles) {
        return new CandleSubscription(candles, symbols, json.hasExchange(), intervalMillis, encoding);
    }

    boolean wants(Tick tick) {
        return wants(tick.exchange(), tick.symbol());
    }

    boolean wants(String exchange, String symbol) {
        return exchanges.wants(exchange) && symbols.wants(symbol);
    }
}
