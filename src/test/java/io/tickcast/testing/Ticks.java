package io.tickcast.testing;

import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.time.Micros;

/** Ticks of the exchange that a node feeds on unless told otherwise. */
public final class Ticks {
    public static final String EXCHANGE = "binance";

    private Ticks() {}

    /** Received just now. */
    public static Tick tick(String symbol, long eventTime, String price) {
        return builder(symbol, eventTime, price).build();
    }

    /** For whatever else the tick should have. */
    public static TickBuilder builder(String symbol, long eventTime, String price) {
        TickBuilder tick = new TickBuilder()
                .exchange(EXCHANGE)
                .symbol(symbol)
                .eventTime(eventTime)
                .receivedAt(Micros.now());
        set(tick, DecimalField.PRICE, price);
        return tick;
    }

    /** Fails where the builder would only say no. */
    public static void set(TickBuilder tick, DecimalField field, String digits) {
        if (!tick.figure(field, digits)) {
            throw new AssertionError(field + " cannot be " + digits);
        }
    }
}
