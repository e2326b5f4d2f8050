package io.tickcast.demo;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The market that the fake exchanges of a node share: their prices of a symbol stay near one another. Thread-safe. */
public final class DemoMarket {
    private final long seed;
    private final Map<String, RandomWalk> leaders = new ConcurrentHashMap<>();

    public DemoMarket() {
        this(System.nanoTime());
    }

    DemoMarket(long seed) {
        this.seed = seed;
    }

    /** The first walk of a symbol leads the others. */
    RandomWalk walk(String symbol, String exchange, long nowMillis) {
        RandomWalk walk = new RandomWalk(symbol, exchange, seed, nowMillis);
        RandomWalk leader = leaders.putIfAbsent(symbol, walk);
        if (leader != null) {
            walk.follow(leader, seed ^ exchange.hashCode());
        }
        return walk;
    }
}
