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
 */
public record Subscription(
        ExchangeSelection exchanges, SymbolSelection symbols, TickJson json, long intervalMillis, Encoding encoding) {

    /** A subscription without compression. */
    public Subscription(ExchangeSelection exchanges, SymbolSelection symbols, TickJson json, long intervalMillis) {
        this(exchanges, symbols, json, intervalMillis, Encoding.IDENTITY);
    }

    public Subscription in(Encoding wanted) {
        return new Subscription(exchanges, symbols, json, intervalMillis, wanted);
    }

    Subscription with(SymbolSelection others, long millis) {
        return new Subscription(exchanges, others, json, millis, encoding);
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
