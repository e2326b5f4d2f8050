package io.tickcast.history;

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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Questions for candles from any thread; each answer comes on the context of the caller. */
public final class CandleQueries implements KeptCandles {
    private final Vertx vertx;
    private final Context home;
    private final CandleHistory history;
    private final HistoryMeters meters;

    CandleQueries(Vertx vertx, Context home, CandleHistory history, HistoryMeters meters) {
        this.vertx = vertx;
        this.home = home;
        this.history = history;
        this.meters = meters;
    }

    @Override
    public Set<String> exchanges() {
        return history.exchanges();
    }

    public HistoryMeters meters() {
        return meters;
    }

    @Override
    public void follow(String exchange, Interval interval, long from, CandleFollower follower) {
        Context caller = vertx.getOrCreateContext();
        home.runOnContext(v -> history.follow(exchange, interval, from, caller, follower));
    }

    @Override
    public void unfollow(String exchange, Interval interval, CandleFollower follower) {
        home.runOnContext(v -> history.unfollow(exchange, interval, follower));
    }

    @Override
    public Future<List<Candle>> candles(CandleKey key, long from, long to, int limit) {
        Context caller = vertx.getOrCreateContext();
        Promise<List<Candle>> answer = Promise.promise();
        home.runOnContext(v -> history.stored(key, from, to, limit)
                .map(stored -> merge(stored, history.newest(key, from, to), limit))
                .onComplete(done -> caller.runOnContext(w -> answer.handle(done))));
        return answer.future();
    }

    /**
     * The store has the last word on a closed candle, since corrections go there. An open candle that is not the last
     * one was left open by a break: it may lack trades.
     */
    static List<Candle> merge(List<Candle> stored, List<Candle> newest, int limit) {
        TreeMap<Long, Candle> all = new TreeMap<>();
        newest.forEach(candle -> all.put(candle.time(), candle));
        for (Candle candle : stored) {
            Optional<Candle> known = Optional.ofNullable(all.get(candle.time()));
            if (known.isEmpty() || hasLastWord(candle, known.get())) {
                all.put(candle.time(), candle);
            }
        }
        List<Candle> merged = new ArrayList<>(
                all.values().stream().skip(Math.max(0, all.size() - limit)).toList());
        for (int i = 0; i < merged.size() - 1; i++) {
            if (!merged.get(i).isClosed()) {
                merged.set(i, merged.get(i).close().incomplete());
            }
        }
        return List.copyOf(merged);
    }

    private static boolean hasLastWord(Candle stored, Candle inMemory) {
        if (stored.isClosed() && inMemory.isClosed() && stored.isComplete() == inMemory.isComplete()) {
            return true;
        }
        return !inMemory.isNewerThan(stored);
    }
}
