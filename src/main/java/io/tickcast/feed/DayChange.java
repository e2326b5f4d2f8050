package io.tickcast.feed;

import io.tickcast.market.DecimalField;
import io.tickcast.market.TickBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** The change over 24 h for an exchange that sends the open in its place. */
public final class DayChange {
    /** As many as Binance has. */
    private static final int DECIMALS = 3;

    private DayChange() {}

    /** In percent; empty without a price or an open. */
    public static Optional<String> of(TickBuilder tick) {
        if (!tick.has(DecimalField.PRICE) || !tick.has(DecimalField.OPEN)) {
            return Optional.empty();
        }
        BigDecimal open = new BigDecimal(tick.digits(DecimalField.OPEN));
        return open.signum() <= 0
                ? Optional.empty()
                : Optional.of(new BigDecimal(tick.digits(DecimalField.PRICE))
                        .subtract(open)
                        .movePointRight(2)
                        .divide(open, DECIMALS, RoundingMode.HALF_UP)
                        .toPlainString());
    }
}
