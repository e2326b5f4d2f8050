package io.tickcast.testing;

import io.tickcast.market.Gap;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleFollower;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.CandleRange;
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
import java.util.stream.Collectors;

/** Candles of a test, on the event loop that follows them: those in memory, and those of a store that can stop. */
public final class FakeCandles implements KeptCandles {
    private final Map<CandleKey, NavigableMap<Long, Candle>> all = new ConcurrentHashMap<>();
    private final Map<Interval, List<CandleFollower>> followers = new ConcurrentHashMap<>();
    private final List<Gap> missing = new CopyOnWriteArrayList<>();
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

    /** The store does not have these. */
    public void miss(Gap gap) {
        missing.add(gap);
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
    public Future<CandleRange> range(CandleKey key, long from, long to, int limit) {
        reads.incrementAndGet();
        Context caller = Vertx.currentContext();
        Promise<CandleRange> answer = Promise.promise();
        Runnable reply = () -> {
            List<Candle> inRange = List.copyOf(all.getOrDefault(key, new TreeMap<>())
                    .subMap(from, true, to, false)
                    .values());
            List<Candle> found = inRange.subList(Math.max(0, inRange.size() - limit), inRange.size());
            caller.runOnContext(v -> {
                if (fails) {
                    answer.fail("the database is down");
                } else {
                    answer.complete(range(key, found, from, to));
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

    private CandleRange range(CandleKey key, List<Candle> found, long from, long to) {
        long first = found.isEmpty() ? Long.MAX_VALUE : found.get(0).time();
        long millis = key.interval().millis();
        Map<Boolean, List<Gap>> gaps = missing.stream()
                .filter(gap -> gap.from() < to && gap.to() >= from)
                .map(gap -> new Gap(
                        Gap.Kind.CANDLES,
                        key.exchange(),
                        key.symbol(),
                        Math.max(from, gap.from()),
                        to == Long.MAX_VALUE ? gap.to() : Math.min(to - millis, gap.to())))
                .collect(Collectors.partitioningBy(gap -> gap.from() < first));
        return new CandleRange(found, gaps.get(false), gaps.get(true));
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
