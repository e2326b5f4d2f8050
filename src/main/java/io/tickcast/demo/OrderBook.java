package io.tickcast.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The order book of a symbol: a few levels on both sides of the best bid and ask of its last ticker. Prices and
 * quantities are in units of 1e-8. Belongs to one event loop.
 */
final class OrderBook {
    static final int LEVELS = 20;
    /** Largest quantity of a deeper level, in lots. */
    private static final int MOST_LOTS = 997;

    private final Coin coin;
    private NavigableMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());
    private NavigableMap<Long, Long> asks = new TreeMap<>();
    private long lastUpdate = 1_000_000;

    OrderBook(Coin coin) {
        this.coin = coin;
    }

    /** Moves it to the bid and ask of a ticker. @return the payload of {@code @depth} that says what has changed */
    String move(Ticker ticker) {
        NavigableMap<Long, Long> newBids = new TreeMap<>(Comparator.reverseOrder());
        NavigableMap<Long, Long> newAsks = new TreeMap<>();
        newBids.put(ticker.bid(), ticker.bidQuantity());
        newAsks.put(ticker.ask(), ticker.askQuantity());
        for (int level = 1; level < LEVELS; level++) {
            long bid = ticker.bid() - level * coin.tick();
            long ask = ticker.ask() + level * coin.tick();
            if (bid > 0) {
                newBids.put(bid, quantity(bid));
            }
            newAsks.put(ask, quantity(ask));
        }
        Map<Long, Long> bidChanges = changes(bids, newBids);
        Map<Long, Long> askChanges = changes(asks, newAsks);
        long first = lastUpdate + 1;
        lastUpdate += Math.max(1, bidChanges.size() + askChanges.size());
        bids = newBids;
        asks = newAsks;
        return "{\"e\":\"depthUpdate\",\"E\":" + ticker.eventTime() + ",\"s\":\"" + ticker.symbol() + "\",\"U\":"
                + first
                + ",\"u\":" + lastUpdate + ",\"b\":" + levels(bidChanges, LEVELS * 2) + ",\"a\":"
                + levels(askChanges, LEVELS * 2) + '}';
    }

    private long quantity(long price) {
        return coin.lot() * (1 + price / coin.tick() * 31 % MOST_LOTS);
    }

    /** The new quantity of each level that has another one; 0: the level is gone. */
    private static Map<Long, Long> changes(Map<Long, Long> before, Map<Long, Long> after) {
        Map<Long, Long> changes = new LinkedHashMap<>();
        before.keySet().stream().filter(price -> !after.containsKey(price)).forEach(price -> changes.put(price, 0L));
        after.forEach((price, quantity) -> {
            if (!quantity.equals(before.get(price))) {
                changes.put(price, quantity);
            }
        });
        return changes;
    }

    /** The whole book, as REST and {@code @depth20} have it. */
    String top(int levels) {
        return "{\"lastUpdateId\":" + lastUpdate + ",\"bids\":" + levels(bids, levels) + ",\"asks\":"
                + levels(asks, levels) + '}';
    }

    private static String levels(Map<Long, Long> levels, int most) {
        List<String> texts = new ArrayList<>();
        levels.entrySet().stream()
                .limit(most)
                .forEach(level -> texts.add(
                        "[\"" + Ticker.decimal(level.getKey()) + "\",\"" + Ticker.decimal(level.getValue()) + "\"]"));
        return '[' + String.join(",", texts) + ']';
    }
}
