package io.tickcast.testing;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleFollower;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.market.candle.KeptCandles;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Candles of a test, on the event loop that follows them: those in memory, and those of a store that can stop. */
public final class FakeCandles implements KeptCandles {
    private final Map<CandleKey, NavigableMap<Long, Candle>> all = new ConcurrentHashMap<>();
    private final Map<Interval, List<CandleFollower>> followers = new ConcurrentHashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private volatile boolean holds;
    private volatile boolean fails;
    private final AtomicInteger reads = new AtomicInteger();

    @Override
    public Set<String> exchanges() {
        return Set.of(Ticks.EXCHANGE);
    }

    /** Takes these as the newest, and tells its followers. */
    public void change(Candle... candles) {
        for (Candle candle : candles) {
            put(candle);
            followers
                    .getOrDefault(candle.key().interval(), List.of())
                    .forEach(follower -> follower.changed(List.of(candle)));
        }
    }

    public void put(Candle candle) {
        all.computeIfAbsent(candle.key(), none -> new ConcurrentSkipListMap<>()).put(candle.time(), candle);
    }

    /** Leaves questions for the past without an answer until {@link #answer}. */
    public void hold() {
        holds = true;
    }

    public void answer() {
        holds = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    public void fail() {
        fails = true;
    }

    public int reads() {
        return reads.get();
    }

    public boolean isFollowed(Interval interval) {
        return followers(interval) > 0;
    }

    public int followers(Interval interval) {
        return followers.getOrDefault(interval, List.of()).size();
    }

    @Override
    public Future<List<Candle>> candles(CandleKey key, long from, long to, int limit) {
        reads.incrementAndGet();
        Context caller = Vertx.currentContext();
        Promise<List<Candle>> answer = Promise.promise();
        Runnable reply = () -> {
            List<Candle> inRange = List.copyOf(all.getOrDefault(key, new TreeMap<>())
                    .subMap(from, true, to, false)
                    .values());
            List<Candle> found = inRange.subList(Math.max(0, inRange.size() - limit), inRange.size());
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
        followers
                .computeIfAbsent(interval, none -> new CopyOnWriteArrayList<>())
                .add(follower);
        List<Candle> newest = all.entrySet().stream()
                .filter(entry -> entry.getKey().interval() == interval)
                .flatMap(entry -> entry.getValue().values().stream())
                .filter(candle -> candle.time() >= from || !candle.isClosed())
                .toList();
        Vertx.currentContext().runOnContext(v -> follower.begin(newest));
    }

    @Override
    public void unfollow(String exchange, Interval interval, CandleFollower follower) {
        followers.getOrDefault(interval, List.of()).remove(follower);
    }
}
