package io.tickcast.market;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The price of a symbol over several exchanges: the median of the last prices of those that are live, with the best bid
 * and ask of all. Of an even number it is the newer of the middle two, so its digits are always an exchange's own.
 * Belongs to one event loop; not thread-safe.
 */
public final class PriceIndex {
    /** Its name where those of exchanges stand. */
    public static final String NAME = "index";

    private static final Comparator<Tick> AGE =
            Comparator.comparingLong((Tick tick) -> tick.receivedAt()).thenComparingLong(Tick::eventTime);

    private final TickBuilder builder = new TickBuilder();

    /**
     * Makes the index. When no exchange is live, the newest price stands in, with no sources.
     *
     * @param live     the last ticks of the exchanges that are live, one of each
     * @param other    the last ticks of the other exchanges
     * @param lastTime event time of the last index: time does not go back when the newest exchange falls silent
     */
    public Optional<Tick> of(List<Tick> live, List<Tick> other, long lastTime) {
        return live.isEmpty()
                ? other.stream().max(AGE).map(newest -> tick(newest, List.of(newest), List.of(), lastTime))
                : Optional.of(tick(
                        median(live), live, live.stream().map(Tick::exchange).toList(), lastTime));
    }

    private static Tick median(List<Tick> ticks) {
        List<Tick> sorted = new ArrayList<>(ticks);
        sorted.sort((one, other) -> one.compare(DecimalField.PRICE, other));
        Tick upper = sorted.get(sorted.size() / 2);
        if (sorted.size() % 2 == 1) {
            return upper;
        }
        Tick lower = sorted.get(sorted.size() / 2 - 1);
        return AGE.compare(lower, upper) > 0 ? lower : upper;
    }

    private Tick tick(Tick price, List<Tick> ticks, List<String> sources, long lastTime) {
        builder.clear().exchange(NAME).symbol(price.symbol()).sources(sources);
        builder.take(DecimalField.PRICE, price).take(DecimalField.CHANGE_24H, price);
        builder.take(DecimalField.BID, best(DecimalField.BID, ticks, 1));
        builder.take(DecimalField.ASK, best(DecimalField.ASK, ticks, -1));
        long eventTime = lastTime;
        long receivedAt = 0;
        boolean demo = false;
        for (Tick tick : ticks) {
            eventTime = Math.max(eventTime, tick.eventTime());
            receivedAt = Math.max(receivedAt, tick.receivedAt());
            demo |= tick.isDemo();
        }
        return builder.eventTime(eventTime).receivedAt(receivedAt).demo(demo).build();
    }

    /**
     * The tick with the best figure; any, where none has it.
     *
     * @param sign 1 for the highest, -1 for the lowest
     */
    private static Tick best(DecimalField field, List<Tick> ticks, int sign) {
        Tick best = ticks.get(0);
        for (Tick tick : ticks) {
            if (tick.has(field) && (!best.has(field) || sign * tick.compare(field, best) > 0)) {
                best = tick;
            }
        }
        return best;
    }
}
