package io.tickcast.trial;

import io.tickcast.demo.Answer;
import io.tickcast.demo.Connection;
import io.tickcast.demo.Frames;
import io.tickcast.demo.Limits;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A fake exchange whose prices are numbers: those of a symbol rise by one from tick to tick, or from trade to trade, so
 * a client can count.
 */
final class NumberedExchange {
    private static final int TRADES_PER_MILLI = 3;

    private final Context context;
    private final Vertx vertx;
    private final ScriptedBinance binance;
    private final List<String> symbols;
    /** At each turn of a symbol; 0: a ticker instead. */
    private final int trades;

    private final long everyMillis;
    private final long[] numbers;
    private final long[] times;
    private final List<String> untaken = new ArrayList<>();
    private int next;
    private long timer;

    private NumberedExchange(Vertx vertx, ScriptedBinance binance, List<String> symbols, int trades, long everyMillis) {
        this.trades = trades;
        this.everyMillis = everyMillis;
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        this.binance = binance;
        this.symbols = symbols;
        numbers = new long[symbols.size()];
        times = new long[symbols.size()];
    }

    /** Begins to tick at once: each symbol so many times a second, one after the other. */
    static NumberedExchange start(Vertx vertx, int symbolCount, int perSecond) {
        return start(vertx, symbolCount, perSecond, 0);
    }

    /** Begins to trade at once: each symbol about so many times a second, several times in one ms. */
    static NumberedExchange trading(Vertx vertx, int symbolCount, int perSecond) {
        return start(vertx, symbolCount, perSecond / TRADES_PER_MILLI, TRADES_PER_MILLI);
    }

    private static NumberedExchange start(Vertx vertx, int symbolCount, int perSecond, int trades) {
        List<String> symbols = IntStream.range(0, symbolCount)
                .mapToObj(i -> "S" + (char) ('A' + i) + "USDT")
                .toList();
        // Nodes are restarted more often here than the real one would like.
        Limits limits = Limits.REAL.withoutPings().withConnections(10_000, Duration.ofMinutes(5));
        NumberedExchange exchange = new NumberedExchange(
                vertx,
                Await.result(ScriptedBinance.start(vertx, symbols, limits)),
                symbols,
                trades,
                Math.max(1, Duration.ofSeconds(1).toMillis() / symbolCount / perSecond));
        exchange.go();
        return exchange;
    }

    /** Ticks again. */
    void go() {
        context.runOnContext(v -> timer = vertx.setPeriodic(everyMillis, t -> tick()));
    }

    private void tick() {
        int symbol = next++ % symbols.size();
        times[symbol] = Math.max(times[symbol] + 1, System.currentTimeMillis());
        String name = symbols.get(symbol);
        if (trades == 0) {
            long number = ++numbers[symbol];
            count(name, number, binance.publish(name, Frames.ticker(name, times[symbol], number + ".00000000")));
            return;
        }
        long before = numbers[symbol];
        for (int trade = 0; trade < trades; trade++) {
            long number = ++numbers[symbol];
            count(name, number, binance.trade(name, number, number, number, times[symbol], number + ".00000000"));
        }
        if (before > 0) {
            // It is late, but its time is that of its sending: who went by that would refuse the next trades.
            String late = Frames.ticker(name, times[symbol] + 1, before + ".00000000");
            binance.publish(name, Frames.after(late, before));
        }
    }

    private void count(String name, long number, Future<Integer> taken) {
        taken.onSuccess(connections -> {
            if (connections == 0) {
                untaken.add(name + " " + number);
            }
        });
    }

    /** Ticks no more. The last number of each symbol, in the order of {@link #symbols}. */
    long[] stop() {
        context.runOnContext(v -> vertx.cancelTimer(timer));
        return newest();
    }

    /** The number of each symbol now, in the order of {@link #symbols}. */
    long[] newest() {
        Promise<long[]> now = Promise.promise();
        context.runOnContext(v -> now.complete(numbers.clone()));
        return Await.result(now.future());
    }

    /** Cuts it off from all nodes: connections end, and new ones get nowhere. Trades go on. */
    void cutOff() {
        binance.handshakes().always(Answer.hangUp());
        Await.result(Future.join(binance.open().stream().map(Connection::reset).toList()));
    }

    void reconnect() {
        binance.handshakes().always(Answer.accept());
    }

    /** Tells no past trades from now on. */
    void refuseRest() {
        binance.restAnswers().always(Answer.status(403));
    }

    /** Ticks that no node was there to take, since that was last forgotten. To be asked when it has stopped. */
    List<String> untaken() {
        return untaken;
    }

    void forgetUntaken() {
        context.runOnContext(v -> untaken.clear());
    }

    /** The same, and forgets them. */
    List<String> takeUntaken() {
        List<String> all = List.copyOf(untaken);
        forgetUntaken();
        return all;
    }

    List<String> symbols() {
        return symbols;
    }

    ScriptedBinance binance() {
        return binance;
    }

    /** The settings of a node that takes its prices here. */
    Map<String, String> settings() {
        return Map.of(
                "TICKCAST_SYMBOLS", String.join(",", symbols),
                "TICKCAST_FEED_BINANCE_CHANNELS", trades == 0 ? "ticker" : "ticker,trade",
                "TICKCAST_FEED_BINANCE_ENDPOINTS", binance.endpoint().toString(),
                "TICKCAST_FEED_BINANCE_REST", binance.rest().toString());
    }
}
