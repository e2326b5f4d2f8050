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

/**
 * A fake exchange whose prices go up and down and slowly rise, the same at each run, and that remembers them. At first
 * only the first symbol ticks, so that nodes have a feed.
 */
final class WaveExchange {
    private static final long BASE_CENTS = 100_000;
    /** Ticks from the lowest price of a wave to the highest. */
    private static final int HALF_WAVE = 500;

    private static final int CENTS_PER_TICK = 10;

    private final Context context;
    private final Vertx vertx;
    private final ScriptedBinance binance;
    private final List<String> symbols;
    private final long everyMillis;
    private final List<Told> told = new ArrayList<>();
    private final long[] ticks;
    private final long[] times;
    private int next;
    private long timer;
    private boolean areAllTicking;

    /**
     * A price that was told.
     *
     * @param time of the event, in ms
     */
    record Told(String symbol, String price, long time) {}

    private WaveExchange(Vertx vertx, ScriptedBinance binance, List<String> symbols, long everyMillis) {
        this.vertx = vertx;
        this.binance = binance;
        this.symbols = symbols;
        this.everyMillis = everyMillis;
        context = vertx.getOrCreateContext();
        ticks = new long[symbols.size()];
        times = new long[symbols.size()];
    }

    /** @param perSecond ticks of each symbol */
    static WaveExchange start(Vertx vertx, int symbolCount, int perSecond) {
        List<String> symbols = IntStream.range(0, symbolCount)
                .mapToObj(i -> "S" + (char) ('A' + i) + "USDT")
                .toList();
        // Nodes are restarted more often here than the real one would like.
        Limits limits = Limits.REAL.withoutPings().withConnections(10_000, Duration.ofMinutes(5));
        WaveExchange exchange = new WaveExchange(
                vertx,
                Await.result(ScriptedBinance.start(vertx, symbols, limits)),
                symbols,
                Math.max(1, Duration.ofSeconds(1).toMillis() / symbolCount / perSecond));
        exchange.context.runOnContext(
                v -> exchange.timer = vertx.setPeriodic(exchange.everyMillis, t -> exchange.tick()));
        return exchange;
    }

    /** The price of a tick in cents: a triangle, on a line that rises by a cent a tick. */
    private static long cents(long tick) {
        long phase = tick % (2 * HALF_WAVE);
        return BASE_CENTS + tick + CENTS_PER_TICK * Math.min(phase, 2 * HALF_WAVE - phase);
    }

    /** Lets all symbols tick. */
    void go() {
        context.runOnContext(v -> areAllTicking = true);
    }

    private void tick() {
        int symbol = areAllTicking ? next++ % symbols.size() : 0;
        times[symbol] = Math.max(times[symbol] + 1, System.currentTimeMillis());
        String name = symbols.get(symbol);
        long cents = cents(ticks[symbol]++);
        String price = cents / 100 + "." + (cents % 100 < 10 ? "0" : "") + cents % 100;
        told.add(new Told(name, price, times[symbol]));
        binance.publish(name, Frames.ticker(name, times[symbol], price));
    }

    /** Ticks no more. @return all that was told, in its order */
    List<Told> stop() {
        Promise<List<Told>> all = Promise.promise();
        context.runOnContext(v -> {
            vertx.cancelTimer(timer);
            all.complete(List.copyOf(told));
        });
        return Await.result(all.future());
    }

    /** The symbol that ticks from the start. */
    String first() {
        return symbols.get(0);
    }

    /** The others. */
    List<String> symbols() {
        return symbols.subList(1, symbols.size());
    }

    /** The settings of a node that takes its prices here. */
    Map<String, String> settings() {
        return Map.of(
                "TICKCAST_SYMBOLS", String.join(",", symbols),
                "TICKCAST_FEED_BINANCE_CHANNELS", "ticker",
                "TICKCAST_FEED_BINANCE_ENDPOINTS", binance.endpoint().toString(),
                "TICKCAST_FEED_BINANCE_REST", binance.rest().toString());
    }
}
