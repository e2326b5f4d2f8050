package io.tickcast.script;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleFollower;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.market.candle.KeptCandles;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The candles of one file: those that it follows, and its questions for those of the past. */
final class FileCandles {
    static final int MOST_LAST = 1_000;

    private static final String ON = "candles.on";
    private static final String LAST = "candles.last";
    /** A file may wait for the database; the streams do not. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Context loop;
    private final MarketView market;
    private final Consumer<Candle> changes;
    private final Set<Wanted> wanted = ConcurrentHashMap.newKeySet();
    private final Map<Series, CandleFollower> followed = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private boolean started;

    /** Exchange and symbol may be {@link MarketView#ALL}. */
    private record Wanted(String exchange, String symbol, Interval interval) {}

    private record Series(String exchange, Interval interval) {}

    /**
     * @param loop    the event loop that changes come on
     * @param changes gets those that the file wants
     */
    FileCandles(Context loop, MarketView market, Consumer<Candle> changes) {
        this.loop = loop;
        this.market = market;
        this.changes = changes;
    }

    /**
     * Follows the candles of a symbol; on the file's thread.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    void follow(String exchange, String symbol, String label) {
        KeptCandles kept = kept(exchange, ON);
        Interval interval = interval(label, ON);
        if (wanted.size() >= ScriptHost.MAX_SYMBOLS) {
            throw new IllegalArgumentException(
                    ON + ": a file may name " + ScriptHost.MAX_SYMBOLS + " symbols; use '*' for all symbols");
        }
        if (wanted.add(new Wanted(exchange, symbol, interval)) && started) {
            exchanges(kept, exchange).forEach(each -> begin(kept, new Series(each, interval)));
        }
    }

    private static Set<String> exchanges(KeptCandles kept, String exchange) {
        return exchange.equals(MarketView.ALL) ? kept.exchanges() : Set.of(exchange);
    }

    /** The file has named what it wants at first: each series begins once, with the open candles of all its symbols. */
    void start() {
        started = true;
        market.candles().ifPresent(kept -> {
            Set<Series> all = new HashSet<>();
            wanted.forEach(one ->
                    exchanges(kept, one.exchange).forEach(exchange -> all.add(new Series(exchange, one.interval))));
            all.forEach(series -> begin(kept, series));
        });
    }

    /** Follows a series, anew if it did before: then the open candles come again, with those of another symbol. */
    private void begin(KeptCandles kept, Series series) {
        CandleFollower follower = new Follower();
        CandleFollower before = followed.put(series, follower);
        if (closed) {
            return;
        }
        loop.runOnContext(v -> {
            // The open ones, and none before them.
            kept.follow(series.exchange, series.interval, Long.MAX_VALUE, follower);
            if (before != null) {
                kept.unfollow(series.exchange, series.interval, before);
            }
        });
    }

    private final class Follower implements CandleFollower {
        @Override
        public void begin(List<Candle> newest) {
            changed(newest.stream().filter(candle -> !candle.isClosed()).toList());
        }

        @Override
        public void changed(List<Candle> changed) {
            if (!closed) {
                changed.stream().filter(FileCandles.this::wants).forEach(changes);
            }
        }
    }

    private boolean wants(Candle candle) {
        CandleKey key = candle.key();
        return has(key.exchange(), key.symbol(), key)
                || has(key.exchange(), MarketView.ALL, key)
                || has(MarketView.ALL, key.symbol(), key)
                || has(MarketView.ALL, MarketView.ALL, key);
    }

    private boolean has(String exchange, String symbol, CandleKey key) {
        return wanted.contains(new Wanted(exchange, symbol, key.interval()));
    }

    /**
     * The newest candles, oldest first; waits for them on the file's thread.
     *
     * @throws IllegalArgumentException saying what is wrong
     * @throws IllegalStateException    when they cannot be read
     */
    List<Candle> last(String exchange, String symbol, String label, int count) {
        KeptCandles kept = kept(exchange, LAST);
        CandleKey key = new CandleKey(exchange, market.symbol(symbol), interval(label, LAST));
        if (count < 1 || count > MOST_LAST) {
            throw new IllegalArgumentException(LAST + " takes a count from 1 to " + MOST_LAST + ", not " + count);
        }
        CompletableFuture<List<Candle>> answer = new CompletableFuture<>();
        // The answer of one that asks on its own thread would wait for the end of the call.
        loop.runOnContext(v -> kept.candles(key, 0, Long.MAX_VALUE, count)
                .onComplete(answer::complete, answer::completeExceptionally));
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(LAST + ": the file is being ended", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    LAST + ": the candles cannot be read now: "
                            + Objects.requireNonNullElse(e.getCause(), e).getMessage(),
                    e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    LAST + ": the candles were not read within " + PATIENCE.toSeconds() + " s", e);
        }
    }

    private KeptCandles kept(String exchange, String where) {
        KeptCandles kept = market.candles()
                .orElseThrow(() -> new IllegalArgumentException(
                        where + ": no candles are kept here, since history.enabled is false"));
        market.requireExchange(exchange, where);
        if (!exchange.equals(MarketView.ALL) && !kept.exchanges().contains(exchange)) {
            throw new IllegalArgumentException(where + ": " + exchange + " has no candles");
        }
        return kept;
    }

    private static Interval interval(String label, String where) {
        return Interval.of(label)
                .orElseThrow(() -> new IllegalArgumentException(where + ": "
                        + (label.length() > 40 ? label.substring(0, 40) : label) + " is no interval; there are "
                        + Interval.labels()));
    }

    /** Follows nothing any more. On any thread. */
    void close() {
        closed = true;
        followed.forEach((series, follower) -> market.candles()
                .ifPresent(kept -> loop.runOnContext(v -> kept.unfollow(series.exchange, series.interval, follower))));
        followed.clear();
    }
}
