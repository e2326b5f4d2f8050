package io.tickcast.history;

import io.tickcast.history.store.CandleStore;
import io.tickcast.history.store.StoredRange;
import io.tickcast.market.FeedSymbols;
import io.tickcast.market.Instrument;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleFollower;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** The candles of all exchanges on this node. Use it on one event loop. */
final class CandleHistory {
    private final CandleStore store;
    private final NodeClock clock;
    private final Map<String, ExchangeHistory> exchanges;
    private final CandleFollowers followers;
    /** The instruments that each line of an exchange follows. */
    private final Map<String, Map<Integer, List<Instrument>>> lines = new HashMap<>();

    CandleHistory(
            CandleStore store, Map<String, ExchangeHistory> exchanges, CandleFollowers followers, NodeClock clock) {
        this.store = store;
        this.followers = followers;
        this.clock = clock;
        this.exchanges = Map.copyOf(exchanges);
    }

    /** Callable from any thread. */
    Set<String> exchanges() {
        return exchanges.keySet();
    }

    /** Takes a candle of a minute from the bus. */
    void candle(Candle minute) {
        ExchangeHistory exchange = exchanges.get(minute.key().exchange());
        // The others are sums of our own.
        if (exchange != null && minute.key().interval() == Interval.MINUTES_1) {
            exchange.update(minute);
        }
    }

    /** Takes the symbols that a line follows. */
    void symbols(FeedSymbols told) {
        ExchangeHistory exchange = exchanges.get(told.exchange());
        if (exchange == null) {
            return;
        }
        Map<Integer, List<Instrument>> ofLines = lines.computeIfAbsent(told.exchange(), added -> new HashMap<>());
        ofLines.put(told.line(), told.instruments());
        Map<String, Instrument> all = new LinkedHashMap<>();
        ofLines.values()
                .forEach(instruments -> instruments.forEach(
                        instrument -> all.merge(instrument.symbol(), instrument, CandleHistory::named)));
        exchange.follow(List.copyOf(all.values()));
    }

    /** The one whose name in requests is known. */
    private static Instrument named(Instrument one, Instrument other) {
        return one.restName().isEmpty() ? other : one;
    }

    /** To be called once a second. */
    void turn() {
        exchanges.values().forEach(ExchangeHistory::turn);
    }

    void becameWriter() {
        exchanges.values().forEach(ExchangeHistory::becameWriter);
    }

    /** @param from open time of the oldest candle to begin with */
    void follow(String exchange, Interval interval, long from, Context loop, CandleFollower follower) {
        ExchangeHistory followed = exchanges.get(exchange);
        if (followed != null) {
            followers.add(exchange, interval, loop, follower, followed.newest(interval, from));
        }
    }

    void unfollow(String exchange, Interval interval, CandleFollower follower) {
        followers.remove(exchange, interval, follower);
    }

    /** A row of the database holds no valid candle. */
    void malformed(CandleKey key, long time) {
        ExchangeHistory exchange = exchanges.get(key.exchange());
        if (exchange != null) {
            exchange.malformed(key, time);
        }
    }

    /** Reads the newest candles of a range, and what is missing among them. Callable from any thread. */
    Future<StoredRange> stored(CandleKey key, long from, long to, int limit) {
        return store.range(key, from, to, key.interval().open(settled()), limit);
    }

    /** The same with work on the answer, by a thread of the store, as {@link CandleStore#page} says. */
    <T> Future<T> page(
            CandleKey key,
            long from,
            long to,
            int limit,
            CompletionStage<NewestCandles> newest,
            BiFunction<StoredRange, NewestCandles, T> work) {
        return store.page(key, from, to, key.interval().open(settled()), limit, newest, work);
    }

    /** A candle that ended by this time should have closed. */
    private long settled() {
        return clock.millis() - ExchangeHistory.GRACE_MILLIS;
    }

    /** The candles in memory. */
    NewestCandles newest(CandleKey key, long from, long to) {
        ExchangeHistory exchange = exchanges.get(key.exchange());
        long settled = settled();
        return Optional.ofNullable(exchange)
                .flatMap(known -> known.candles(key.symbol()))
                .map(candles -> NewestCandles.of(candles, key.interval(), from, to, settled))
                .orElseGet(() -> new NewestCandles(List.of(), List.of(), settled));
    }
}
