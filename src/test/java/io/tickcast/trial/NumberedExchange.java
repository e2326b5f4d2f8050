package io.tickcast.trial;

import io.tickcast.demo.Frames;
import io.tickcast.demo.Limits;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A fake exchange whose prices are numbers: those of a symbol rise by one from tick to tick, so a client can count. */
final class NumberedExchange {
    private final Context context;
    private final Vertx vertx;
    private final ScriptedBinance binance;
    private final List<String> symbols;
    private final long[] numbers;
    private final long[] times;
    private final List<String> untaken = new ArrayList<>();
    private int next;
    private long timer;

    private NumberedExchange(Vertx vertx, ScriptedBinance binance, List<String> symbols) {
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        this.binance = binance;
        this.symbols = symbols;
        numbers = new long[symbols.size()];
        times = new long[symbols.size()];
    }

    /** Begins to tick at once: each symbol so many times a second, one after the other. */
    static NumberedExchange start(Vertx vertx, int symbolCount, int perSecond) {
        List<String> symbols = IntStream.range(0, symbolCount)
                .mapToObj(i -> "S" + (char) ('A' + i) + "USDT")
                .toList();
        // Nodes are restarted more often here than the real one would like.
        Limits limits = Limits.REAL.withoutPings().withConnections(10_000, Duration.ofMinutes(5));
        NumberedExchange exchange =
                new NumberedExchange(vertx, Await.result(ScriptedBinance.start(vertx, symbols, limits)), symbols);
        exchange.go(Duration.ofSeconds(1).toMillis() / symbolCount / perSecond);
        return exchange;
    }

    private void go(long everyMillis) {
        context.runOnContext(v -> timer = vertx.setPeriodic(Math.max(1, everyMillis), t -> tick()));
    }

    private void tick() {
        int symbol = next++ % symbols.size();
        times[symbol] = Math.max(times[symbol] + 1, System.currentTimeMillis());
        numbers[symbol]++;
        String name = symbols.get(symbol);
        long number = numbers[symbol];
        binance.publish(name, Frames.ticker(name, times[symbol], number + ".00000000"))
                .onSuccess(connections -> {
                    if (connections == 0) {
                        untaken.add(name + " " + number);
                    }
                });
    }

    /** Ticks no more. The last number of each symbol, in the order of {@link #symbols}. */
    long[] stop() {
        Promise<long[]> last = Promise.promise();
        context.runOnContext(v -> {
            vertx.cancelTimer(timer);
            last.complete(numbers.clone());
        });
        return Await.result(last.future());
    }

    /** Ticks that no node was there to take, since that was last forgotten. To be asked when it has stopped. */
    List<String> untaken() {
        return untaken;
    }

    void forgetUntaken() {
        context.runOnContext(v -> untaken.clear());
    }

    List<String> symbols() {
        return symbols;
    }

    ScriptedBinance binance() {
        return binance;
    }

    /** What lets a node take its prices here. */
    Map<String, String> settings() {
        return Map.of(
                "TICKCAST_SYMBOLS", String.join(",", symbols),
                "TICKCAST_FEED_BINANCE_ENDPOINTS", binance.endpoint().toString(),
                "TICKCAST_FEED_BINANCE_REST", binance.rest().toString(),
                "TICKCAST_FEED_BINANCE_CHANNELS", "ticker");
    }
}
