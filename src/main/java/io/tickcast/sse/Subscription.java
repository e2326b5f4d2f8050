package io.tickcast.sse;

import io.tickcast.market.Tick;
import io.tickcast.market.TickJson;
import io.tickcast.sse.wire.Encoding;

/**
 * The request of a stream. Streams of equal subscriptions get the same bytes.
 *
 * @param intervalMillis at most one update per symbol in this time; 0: every tick
 */
public record Subscription(
        String exchange, SymbolSelection symbols, TickJson json, long intervalMillis, Encoding encoding) {

    /** A subscription without compression. */
    public Subscription(String exchange, SymbolSelection symbols, TickJson json, long intervalMillis) {
        this(exchange, symbols, json, intervalMillis, Encoding.IDENTITY);
    }

    public Subscription in(Encoding wanted) {
        return new Subscription(exchange, symbols, json, intervalMillis, wanted);
    }

    boolean wants(Tick tick) {
        return exchange.equals(tick.exchange()) && symbols.wants(tick.symbol());
    }
}
