package io.tickcast.trial;

import io.tickcast.demo.Answer;
import io.tickcast.demo.ScriptedExchange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.tickcast.testing.TcpGate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Fake exchanges that number their trades, with their real limits, behind gates that can cut them off. Their clocks are
 * that of the trial.
 */
final class CandleExchanges {
    static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT", "SOLUSDT");
    private static final long EVERY_MILLIS = 100;
    private static final int TURNS_A_TICKER = 10;
    private static final BigDecimal FIRST_PRICE = new BigDecimal("1000.00");
    /** The smallest step of a quantity. */
    private static final BigDecimal LOT = new BigDecimal("0.001");

    private final FastClock clock;
    private final Random random;
    private final Map<String, ScriptedExchange> exchanges = new LinkedHashMap<>();
    private final Map<String, TcpGate> gates = new LinkedHashMap<>();
    private final Map<String, Long> trades = new HashMap<>();
    private final Map<String, BigDecimal> prices = new HashMap<>();
    private long turns;

    private CandleExchanges(FastClock clock, long seed) {
        this.clock = clock;
        random = new Random(seed);
    }

    /** Begins to trade at once. */
    static CandleExchanges start(Vertx vertx, List<String> names, FastClock clock, long seed) {
        CandleExchanges all = new CandleExchanges(clock, seed);
        for (String name : names) {
            ScriptedExchange exchange = Await.result(ScriptedExchange.start(vertx, name, SYMBOLS, 1));
            Await.result(exchange.setTime(clock.millis()));
            all.exchanges.put(name, exchange);
            all.gates.put(name, Await.result(TcpGate.open(vertx, exchange.rest().getPort())));
        }
        vertx.getOrCreateContext().runOnContext(v -> vertx.setPeriodic(EVERY_MILLIS, timer -> all.turn()));
        return all;
    }

    private void turn() {
        long now = clock.millis();
        boolean hasTicker = turns++ % TURNS_A_TICKER == 0;
        exchanges.forEach((name, exchange) -> {
            exchange.setTime(now);
            String symbol = SYMBOLS.get(random.nextInt(SYMBOLS.size()));
            // Several of one ms, as when an order meets many.
            for (int count = random.nextInt(3); count > 0; count--) {
                trade(name, exchange, symbol, now);
            }
            if (hasTicker) {
                SYMBOLS.forEach(each -> exchange.publish(each, now, price(name + ' ' + each)));
            }
        });
    }

    private void trade(String name, ScriptedExchange exchange, String symbol, long now) {
        String series = name + ' ' + symbol;
        BigDecimal step = BigDecimal.valueOf(random.nextInt(201) - 100L, 2);
        prices.compute(
                series,
                (same, price) -> price == null ? FIRST_PRICE : price.add(step).max(BigDecimal.ONE));
        BigDecimal quantity = LOT.multiply(BigDecimal.valueOf(1 + random.nextInt(3_000)));
        exchange.trade(symbol, trades.merge(series, 1L, Long::sum), now, price(series), quantity.toPlainString());
    }

    private String price(String series) {
        return prices.getOrDefault(series, FIRST_PRICE).toPlainString();
    }

    /** The time by their clocks, and those of the nodes. */
    long millis() {
        return clock.millis();
    }

    List<String> names() {
        return List.copyOf(exchanges.keySet());
    }

    /** REST answers half of the requests with 429. */
    void limitRest() {
        answerRest(seed -> {
            Random coin = new Random(seed);
            return (request, proceed) ->
                    (coin.nextBoolean() ? Answer.retryAfter(429, 1) : Answer.accept()).give(request, proceed);
        });
    }

    /** REST tells nothing. */
    void refuseRest() {
        answerRest(seed -> Answer.status(503));
    }

    private void answerRest(Function<Long, Answer> answer) {
        exchanges.values().forEach(exchange -> exchange.restAnswers().always(answer.apply(random.nextLong())));
    }

    /** The network loses all bytes from now on. */
    void freeze() {
        each(TcpGate::freeze);
    }

    void thaw() {
        each(TcpGate::thaw);
    }

    /** All connections end, and new ones get nowhere. */
    void cutOff() {
        each(TcpGate::refuse);
        each(TcpGate::reset);
    }

    void reconnect() {
        each(TcpGate::allow);
    }

    private void each(Function<TcpGate, Future<Void>> action) {
        Await.result(Future.join(gates.values().stream().map(action).toList()));
    }

    /** The candles that have closed by now, in the digits of the exchange; the oldest first. */
    List<Candle> closed(String exchange, String symbol, Interval interval) {
        return Await.result(exchanges.get(exchange).candles(symbol, interval)).stream()
                .filter(Candle::isClosed)
                .toList();
    }

    /** The settings of a node that takes its candles here. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "TICKCAST_SYMBOLS", String.join(",", SYMBOLS),
                "TICKCAST_FEED_EXCHANGES", String.join(",", names()),
                "TICKCAST_FEED_BINANCE_CHANNELS", "ticker,trade",
                "TICKCAST_HISTORY_ENABLED", "true",
                // The exchanges have no longer past.
                "TICKCAST_HISTORY_BACKFILL", "0, 1m=600"));
        gates.forEach((name, gate) -> {
            String prefix = "TICKCAST_FEED_" + name.toUpperCase(Locale.ROOT);
            settings.put(prefix + "_ENDPOINTS", "ws://127.0.0.1:" + gate.port());
            settings.put(prefix + "_REST", "http://127.0.0.1:" + gate.port());
        });
        return settings;
    }
}
