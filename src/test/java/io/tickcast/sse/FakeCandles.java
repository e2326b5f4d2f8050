package io.tickcast.sse;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleFollower;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.market.candle.KeptCandles;
import io.tickcast.testing.Ticks;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Candles of a test, on the hub's event loop: those in memory, and those of a store that a test can stop. */
final class FakeCandles implements KeptCandles {
    private final Map<CandleKey, TreeMap<Long, Candle>> all = new HashMap<>();
    private final Map<Interval, CandleFollower> followers = new ConcurrentHashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holds;
    private boolean fails;
    private final AtomicInteger reads = new AtomicInteger();

    @Override
    public Set<String> exchanges() {
        return Set.of(Ticks.EXCHANGE);
    }

    /** Takes these as the newest, and tells its followers. */
    void change(Candle... candles) {
        for (Candle candle : candles) {
            put(candle);
            CandleFollower follower = followers.get(candle.key().interval());
            if (follower != null) {
                follower.changed(List.of(candle));
            }
        }
    }

    void put(Candle candle) {
        all.computeIfAbsent(candle.key(), none -> new TreeMap<>()).put(candle.time(), candle);
    }

    /** Leaves questions for the past without an answer until {@link #answer}. */
    void hold() {
        holds = true;
    }

    void answer() {
        holds = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    void fail() {
        fails = true;
    }

    int reads() {
        return reads.get();
    }

    boolean isFollowed(Interval interval) {
        return followers.containsKey(interval);
    }

    @Override
    public Future<List<Candle>> candles(CandleKey key, long from, long to, int limit) {
        reads.incrementAndGet();
        Context caller = Vertx.currentContext();
        Promise<List<Candle>> answer = Promise.promise();
        Runnable reply = () -> {
            List<Candle> found = List.copyOf(
                    all.getOrDefault(key, new TreeMap<>()).subMap(from, to).values());
            caller.runOnContext(v -> {
                if (fails) {
                    answer.fail("the database is down");
                } else {
                    answer.complete(found);
                }
            });
        };
        if (holds) {
            held.add(reply);
        } else {
            reply.run();
        }
        return answer.future();
    }

    @Override
    public void follow(String exchange, Interval interval, long from, CandleFollower follower) {
        followers.put(interval, follower);
        List<Candle> newest = all.entrySet().stream()
                .filter(entry -> entry.getKey().interval() == interval)
                .flatMap(entry -> entry.getValue().tailMap(from).values().stream())
                .toList();
        Vertx.currentContext().runOnContext(v -> follower.begin(newest));
    }

    @Override
    public void unfollow(String exchange, Interval interval, CandleFollower follower) {
        followers.remove(interval, follower);
    }
}
