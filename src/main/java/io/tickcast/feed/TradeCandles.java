package io.tickcast.feed;

import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Candles of a minute that are made of trades, for an exchange that sends none. A trade belongs to the minute of its own
 * time, and trades are taken in the order of their ids. Since the ids of a symbol grow by 1, a missing one shows that
 * trades were missed, whatever happened to connections: the candle is incomplete then, and so is one whose begin was not
 * heard. Belongs to one event loop.
 */
final class TradeCandles {
    /** A trade may be told a moment after a heartbeat of a later time. */
    static final long GRACE_MILLIS = 1_000;

    private final Consumer<Candle> outlet;
    private final Map<String, Series> bySymbol = new HashMap<>();

    /** The candles of a symbol. */
    private static final class Series {
        private long lastTrade;
        /** The minute until which trades are missing. */
        private long lost;

        private @Nullable Sum last;
        private @Nullable Sum before;
    }

    /** A candle as far as its trades have come. */
    private static final class Sum {
        private final CandleKey key;
        private final boolean demo;
        private final long time;
        private final BigDecimal open;
        private BigDecimal high;
        private BigDecimal low;
        private BigDecimal close;
        private BigDecimal volume = BigDecimal.ZERO;
        private boolean isClosed;
        private boolean isComplete;

        Sum(Tick tick, long time, BigDecimal price, boolean isComplete) {
            key = new CandleKey(tick.exchange(), tick.symbol(), Interval.MINUTES_1);
            demo = tick.isDemo();
            this.time = time;
            this.isComplete = isComplete;
            open = price;
            high = price;
            low = price;
            close = price;
        }

        void add(BigDecimal price, BigDecimal quantity) {
            high = high.max(price);
            low = low.min(price);
            close = price;
            volume = volume.add(quantity);
        }

        /** In the digits of a JSON number, as the exchange itself writes its candles. */
        Candle candle() {
            return new CandleBuilder(key, time)
                    .prices(digits(open), digits(high), digits(low), digits(close))
                    .volume(digits(volume))
                    .closed(isClosed)
                    .complete(isComplete)
                    .demo(demo)
                    .build();
        }

        private static String digits(BigDecimal number) {
            return number.stripTrailingZeros().toPlainString();
        }
    }

    /** @param outlet receives each change of a candle */
    TradeCandles(Consumer<Candle> outlet) {
        this.outlet = outlet;
    }

    /**
     * Adds a trade.
     *
     * @return whether it was news
     */
    boolean add(Tick tick) {
        Series series = bySymbol.computeIfAbsent(tick.symbol(), first -> new Series());
        long id = tick.tradeId();
        long time = Interval.MINUTES_1.open(tick.eventTime());
        if (series.lastTrade - id > TradeIds.MAX_JUMP) {
            // Ids have begun anew.
            series = new Series();
            bySymbol.put(tick.symbol(), series);
        }
        if (id <= series.lastTrade || !tick.has(DecimalField.QUANTITY)) {
            return false;
        }
        boolean isFirst = series.lastTrade == 0;
        boolean follows = id == series.lastTrade + 1;
        series.lastTrade = id;
        if (!follows) {
            series.lost = time;
        }
        // The first one tells no more than where the ids are: it may be hours old.
        if (!isFirst) {
            add(series, tick, time, follows);
        }
        return true;
    }

    private void add(Series series, Tick tick, long time, boolean follows) {
        BigDecimal price = new BigDecimal(tick.digits(DecimalField.PRICE));
        Sum last = series.last;
        if (last != null && !follows && !last.isClosed) {
            // It is not closed by the next one either: trades of it may be missing.
            last.isComplete = false;
        }
        if (last == null || time > last.time) {
            if (last != null && follows) {
                close(last);
            }
            series.before = last;
            series.last = new Sum(tick, time, price, time > series.lost);
        }
        Sum sum = of(series, time);
        if (sum == null) {
            return;
        }
        sum.isComplete &= time > series.lost;
        sum.add(price, new BigDecimal(tick.digits(DecimalField.QUANTITY)));
        try {
            outlet.accept(sum.candle());
        } catch (IllegalArgumentException e) {
            // The quantities together are too many digits for any candle: its symbol begins anew.
            bySymbol.remove(tick.symbol());
        }
    }

    private static @Nullable Sum of(Series series, long time) {
        Sum last = series.last;
        Sum before = series.before;
        if (last != null && last.time == time) {
            return last;
        }
        return before != null && before.time == time ? before : null;
    }

    private void close(Sum sum) {
        if (!sum.isClosed) {
            sum.isClosed = true;
            outlet.accept(sum.candle());
        }
    }

    /**
     * Closes a candle after its end.
     *
     * @param trade the last one of the symbol up to this time
     * @param time  in ms
     */
    void lastTrade(String symbol, long trade, long time) {
        Series series = bySymbol.get(symbol);
        Sum last = series == null ? null : series.last;
        if (series != null
                && last != null
                && trade == series.lastTrade
                && time >= last.time + Interval.MINUTES_1.millis() + GRACE_MILLIS) {
            close(last);
        }
    }

    /** Whether this trade or a later one of its symbol has been added. */
    boolean hasReached(Tick tick) {
        Series series = bySymbol.get(tick.symbol());
        return series != null && series.lastTrade >= tick.tradeId();
    }

    void forget(String symbol) {
        bySymbol.remove(symbol);
    }
}
