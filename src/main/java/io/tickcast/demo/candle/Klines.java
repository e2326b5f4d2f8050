package io.tickcast.demo.candle;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The candles of a fake exchange, and when they are pushed. They know an instrument by the exchange's name. Belongs to
 * one event loop.
 */
public final class Klines {
    private static final int MOST_OF_AN_INSTRUMENT = 7 * 24 * 60;
    private static final int MOST = 200_000;
    /** After a longer pause nobody waits for the candles of the meantime. */
    private static final long LONGEST_PAUSE = 24 * 60 * Kline.MINUTE;
    /** The last push of a candle comes a little after its end. */
    private static final long CLOSING = 70;

    private final KlineHabits habits;
    private final int most;
    private final Listener listener;
    private final Map<String, Instrument> instruments = new LinkedHashMap<>();
    private LongSupplier clock;
    private boolean stands;

    /** Gets the pushes. */
    public interface Listener {
        /** @param time of the push, in ms */
        void kline(String instrument, Kline kline, boolean closed, long time);
    }

    private static final class Instrument {
        private final KlineSeries series;
        private int priceDecimals;
        /** Open time of the candle that is open now, once there is one. */
        private OptionalLong open = OptionalLong.empty();

        private long pushedAt;
        private boolean changed;

        Instrument(KlineSeries series) {
            this.series = series;
        }
    }

    /**
     * @param instruments number of instruments that share the memory
     * @param clock       in ms
     */
    public Klines(KlineHabits habits, int instruments, LongSupplier clock, Listener listener) {
        this.habits = habits;
        this.clock = clock;
        this.listener = listener;
        most = Math.max(1, Math.min(MOST_OF_AN_INSTRUMENT, MOST / Math.max(1, instruments)));
    }

    /** @param priceDecimals decimals of each price of the exchange, if it does not cut their zeros */
    public void list(String instrument, int priceDecimals) {
        instrument(instrument).priceDecimals = priceDecimals;
    }

    private Instrument instrument(String name) {
        return instruments.computeIfAbsent(name, any -> new Instrument(new KlineSeries(habits.fills(), most)));
    }

    public void past(String instrument, Past past) {
        instrument(instrument).series.past(past);
    }

    /** Leaves a hole: from this open time until before that one there are no candles. */
    public void hole(String instrument, long from, long to) {
        instrument(instrument).series.hole(from, to);
    }

    public Optional<KlineSeries> series(String instrument) {
        return Optional.ofNullable(instruments.get(instrument)).map(found -> found.series);
    }

    /** The names of all instruments. */
    Set<String> instruments() {
        return instruments.keySet();
    }

    int priceDecimals(String instrument) {
        return instrument(instrument).priceDecimals;
    }

    /** The time of the exchange, in ms. */
    public long now() {
        return clock.getAsLong();
    }

    /** From now on the clock stands, at this time; whatever was due by then is pushed. */
    public void setTime(long millis) {
        stands = true;
        clock = () -> millis;
        pushDue();
    }

    /** A trade of a minute that has closed corrects its candle, which is not pushed again. */
    public void add(String name, Kline trade) {
        Instrument instrument = instrument(name);
        advance(name, instrument, trade.time());
        instrument.series.add(trade);
        instrument.changed |= Kline.minute(trade.time()) == instrument.open.orElse(Long.MIN_VALUE);
        if (habits.pushes().filter(Duration::isZero).isPresent()) {
            push(name, instrument, trade.time());
        }
    }

    /** Pushes whatever is due, unless the clock stands. */
    public void tick() {
        if (!stands) {
            pushDue();
        }
    }

    private void pushDue() {
        long now = now();
        instruments.forEach((name, instrument) -> {
            if (instrument.open.isPresent()) {
                advance(name, instrument, now);
                habits.pushes()
                        .filter(every -> now - instrument.pushedAt >= every.toMillis())
                        .ifPresent(due -> push(name, instrument, now));
            }
        });
    }

    private void push(String name, Instrument instrument, long now) {
        if (instrument.changed) {
            instrument.changed = false;
            instrument.pushedAt = now;
            instrument
                    .series
                    .minute(instrument.open.getAsLong())
                    .ifPresent(kline -> listener.kline(name, kline, false, now));
        }
    }

    /** Closes what has ended by this time. */
    private void advance(String name, Instrument instrument, long now) {
        long current = Kline.minute(now);
        long open = Math.max(instrument.open.orElse(current), current - LONGEST_PAUSE);
        for (; habits.closes() && open < current; open += Kline.MINUTE) {
            long end = open + Kline.MINUTE;
            instrument
                    .series
                    .minute(open)
                    .ifPresent(kline -> listener.kline(name, kline, true, Math.min(now, end + CLOSING)));
        }
        if (current > instrument.open.orElse(Long.MIN_VALUE)) {
            instrument.open = OptionalLong.of(current);
            instrument.changed = false;
        }
    }
}
