package io.tickcast.market;

/**
 * What an event that stands for several ticks of a symbol leaves out: their extremes and their number, so that a chart
 * loses no wick to conflation. Immutable.
 */
public record PriceWindow(Tick highest, Tick lowest, int count) {

    public static PriceWindow of(Tick tick) {
        return new PriceWindow(tick, tick, 1);
    }

    public PriceWindow plus(PriceWindow later) {
        return new PriceWindow(
                later.highest.comparePrice(highest) > 0 ? later.highest : highest,
                later.lowest.comparePrice(lowest) < 0 ? later.lowest : lowest,
                count + later.count);
    }
}
