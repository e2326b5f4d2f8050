package io.tickcast.history;

import io.tickcast.market.candle.CandleFollower;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.CandleRange;
import io.tickcast.market.candle.Interval;
import io.tickcast.market.candle.KeptCandles;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

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
    public Future<CandleRange> range(CandleKey key, long from, long to, int limit) {
        Context caller = vertx.getOrCreateContext();
        Promise<CandleRange> answer = Promise.promise();
        home.runOnContext(v -> history.stored(key, from, to, limit).onComplete(stored -> {
            // After it: what has closed meanwhile is in memory still. The caller gets it in the order of all changes.
            NewestCandles newest = history.newest(key, from, to);
            caller.runOnContext(w -> answer.handle(stored.map(range -> MergedRange.of(key, range, newest, to, limit))));
        }));
        return answer.future();
    }

    /**
     * An answer that takes milliseconds to make of these candles: a thread of the store makes it. Only the last step waits
     * for the loop of the caller, which may be busy with streams. A page that was asked for lately may come from the
     * store's cache, and the answer is in no order with what followers are told.
     */
    public <T> Future<T> answer(CandleKey key, long from, long to, int limit, Function<CandleRange, T> maker) {
        // Whichever comes first: a candle that closes between the two reads is in at least one of them.
        CompletableFuture<NewestCandles> newest = CompletableFuture.supplyAsync(
                () -> history.newest(key, from, to), take -> home.runOnContext(v -> take.run()));
        return history.page(
                key,
                from,
                to,
                limit,
                newest,
                (stored, known) -> maker.apply(MergedRange.of(key, stored, known, to, limit)));
    }
}
