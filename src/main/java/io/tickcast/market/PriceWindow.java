package io.tickcast.market;

/**
 * Extremes and number of the ticks of a symbol that one event stands for, so that a chart loses no wick to conflation.
 * Immutable.
 */
public record PriceWindow(Tick highest, Tick lowest, int count) {

    public static PriceWindow of(Tick tick) {
        return new PriceWindow(tick, tick, 1);
    }

    public PriceWindow plus(PriceWindow later) {
        return new PriceWindow(
                later.highest.compare(DecimalField.PRICE, highest) > 0 ? later.highest : highest,
                later.lowest.compare(DecimalField.PRICE, lowest) < 0 ? later.lowest : lowest,
                count + later.count);
    }
}
