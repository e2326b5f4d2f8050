package io.tickcast.demo.candle;

/**
 * A plausible week of a symbol, of which nothing is stored: each minute is computed when it is asked for. It is always
 * the same for the same seed and minute, and it ends at the price with which the live trades begin.
 */
public final class InventedPast implements Past {
    private static final long DAY = 24 * 60 * Kline.MINUTE;
    private static final long WEEK = 7 * DAY;
    /** Deviation of the price in a minute, as a part of it. */
    private static final double MINUTE_DEVIATION = 0.0006;
    /** Deviation between two exchanges, as a part of the price. */
    private static final double APART = 0.0001;
    /** Each octave of the noise is four times as long as the one before, and its deviation twice as large. */
    private static final int OCTAVES = 7;

    private final Market market;
    private final long salt;
    private final long to;

    /**
     * The trading of a symbol; amounts in units of 1e-8.
     *
     * @param price    near which it stays
     * @param tick     smallest step of the price
     * @param lot      smallest step of a quantity
     * @param turnover traded in 24 h, in whole units of the quote currency
     */
    public record Market(String symbol, long price, long tick, long lot, long turnover) {}

    /**
     * @param exchange exchange of these prices, which differ a little from those of others
     * @param now      the start, in ms
     */
    public InventedPast(Market market, String exchange, long now) {
        this.market = market;
        salt = exchange.hashCode();
        to = Kline.minute(now);
    }

    /** A midnight, so that all intervals begin with a whole candle. */
    @Override
    public long from() {
        return to - WEEK - Math.floorMod(to, DAY);
    }

    @Override
    public long to() {
        return to;
    }

    @Override
    public Kline minute(long time) {
        long open = price(time);
        long close = price(time + Kline.MINUTE);
        long minute = time / Kline.MINUTE;
        long high = Math.max(open, close) + wick(minute, 1);
        long low = Math.max(market.tick, Math.min(open, close) - wick(minute, 2));
        double share = 0.2 + 1.6 * chance(minute, 3);
        double middle = (open + close) / 2.0;
        // Both are in units of 1e-8, and the turnover is not.
        double quantity = market.turnover / 1_440.0 * share / middle * 1e16;
        long lots = Math.max(1, (long) (quantity / market.lot));
        long takenLots = (long) (lots * (0.3 + 0.4 * chance(minute, 4)));
        long volume = lots * market.lot;
        long taken = takenLots * market.lot;
        return new Kline(
                time,
                open,
                high,
                low,
                close,
                volume,
                Units.worth((open + close) / 2, volume),
                taken,
                Units.worth((open + close) / 2, taken),
                20 + (long) (200 * chance(minute, 5)),
                Kline.NONE,
                Kline.NONE);
    }

    /** The price at the begin of a minute. */
    public long price(long time) {
        long minute = Math.floorDiv(time, Kline.MINUTE);
        double deviation = APART * noise(minute, salt);
        long length = 1;
        for (int octave = 0; octave < OCTAVES; octave++) {
            long cell = Math.floorDiv(minute, length);
            double within = (double) Math.floorMod(minute, length) / length;
            double value = noise(cell, octave) * (1 - within) + noise(cell + 1, octave) * within;
            deviation += MINUTE_DEVIATION * (1 << octave) * value;
            length *= 4;
        }
        long ticks = (long) (market.price * (1 + deviation) / market.tick + 0.5);
        return Math.max(1, ticks) * market.tick;
    }

    private long wick(long minute, int which) {
        long ticks = (long) (market.price * MINUTE_DEVIATION * chance(minute, which) / market.tick);
        return ticks * market.tick;
    }

    /** From -1 to 1. */
    private double noise(long cell, long which) {
        return 2 * chance(cell, which ^ 0x5DEECE66DL) - 1;
    }

    /** From 0 to 1, spread evenly: the mixing of SplitMix64. */
    private double chance(long cell, long which) {
        long mixed = market.symbol.hashCode() * 0x9E3779B97F4A7C15L
                + cell * 0xD1B54A32D192ED03L
                + which * 0x8CB92BA72F3D8DD7L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
    }
}
