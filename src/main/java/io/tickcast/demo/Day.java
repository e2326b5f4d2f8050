package io.tickcast.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** The trades of the last 24 h of one symbol, summed up by quarters of an hour. Amounts in units of 1e-8. */
final class Day {
    static final int QUARTERS = 96;
    static final long QUARTER_MILLIS = Ticker.DAY_MILLIS / QUARTERS;

    private final Deque<Quarter> quarters = new ArrayDeque<>(QUARTERS + 1);
    private long previousClose;
    private long lastTrade;

    private static final class Quarter {
        private final long number;
        private final long firstTrade;
        private final long open;
        private long high;
        private long low;
        private long close;
        private long volume;
        private long quoteVolume;

        Quarter(long number, long firstTrade, long price) {
            this.number = number;
            this.firstTrade = firstTrade;
            open = price;
            high = price;
            low = price;
            close = price;
        }
    }

    /** A day that has seen no trade but the one at this price. */
    Day(long millis, long price, long lastTrade) {
        this.lastTrade = lastTrade;
        previousClose = price;
        quarters.addLast(new Quarter(millis / QUARTER_MILLIS, lastTrade + 1, price));
    }

    /** Moves the window on to this time; a time before the last one changes nothing. */
    void advance(long millis) {
        long number = millis / QUARTER_MILLIS;
        while (quarters.getLast().number < number) {
            Quarter newest = quarters.getLast();
            // After a long pause nothing of the day is left, and there is no use in walking through it.
            long next = Math.max(newest.number + 1, number - QUARTERS + 1);
            quarters.addLast(new Quarter(next, lastTrade + 1, newest.close));
        }
        while (quarters.getFirst().number <= number - QUARTERS) {
            previousClose = quarters.removeFirst().close;
        }
    }

    void trade(long price, long quantity, long quote, int trades) {
        Quarter newest = quarters.getLast();
        newest.high = Math.max(newest.high, price);
        newest.low = Math.min(newest.low, price);
        newest.close = price;
        newest.volume += quantity;
        newest.quoteVolume += quote;
        lastTrade += trades;
    }

    long previousClose() {
        return previousClose;
    }

    long open() {
        return quarters.getFirst().open;
    }

    long high() {
        return quarters.stream().mapToLong(quarter -> quarter.high).max().orElseThrow();
    }

    long low() {
        return quarters.stream().mapToLong(quarter -> quarter.low).min().orElseThrow();
    }

    long volume() {
        return quarters.stream().mapToLong(quarter -> quarter.volume).sum();
    }

    long quoteVolume() {
        return quarters.stream().mapToLong(quarter -> quarter.quoteVolume).sum();
    }

    long firstTrade() {
        return quarters.getFirst().firstTrade;
    }

    long lastTrade() {
        return lastTrade;
    }
}
