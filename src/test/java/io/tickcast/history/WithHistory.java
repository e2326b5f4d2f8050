package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.demo.ScriptedExchange;
import io.tickcast.demo.candle.InventedPast;
import io.tickcast.feed.CandleSource;
import io.tickcast.feed.binance.BinanceCandles;
import io.tickcast.feed.coinbase.CoinbaseCandles;
import io.tickcast.feed.kraken.KrakenCandles;
import io.tickcast.history.store.CandleStore;
import io.tickcast.market.Instrument;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.CandleFollower;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestLimits;
import io.tickcast.rest.RestTransport;
import io.tickcast.testing.Await;
import io.tickcast.testing.SetTime;
import io.tickcast.testing.TestSettings;
import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Base of the tests of an exchange's history: a fake exchange, a store in a folder, and a clock that a test moves. */
@Timeout(300)
abstract class WithHistory {
    static final long MINUTE = Interval.MINUTES_1.millis();
    static final long HOUR = Interval.HOURS_1.millis();
    /** Midnight, UTC. */
    static final long DAY = 1_704_844_800_000L;
    /** Open time of the minute in which a test begins. */
    static final long OPEN = DAY + 13 * HOUR + 37 * MINUTE;

    static final String BTC = "BTCUSDT";
    static final String ETH = "ETHUSDT";
    private static final Map<String, String> KRAKEN_NAMES = Map.of(BTC, "XBTUSDT", ETH, "ETHUSDT");

    @TempDir
    Path folder;

    final CandleFollowers followers = new CandleFollowers();
    final Vertx vertx = Vertx.vertx();
    final Context context = vertx.getOrCreateContext();
    final SetTime time = new SetTime(OPEN + 20_000);
    private final NodeClock clock = new NodeClock(time, 0);
    private final List<CandleStore> stores = new ArrayList<>();
    private final List<RestClient> clients = new ArrayList<>();

    @AfterEach
    void close() {
        stores.forEach(store -> Await.result(store.close()));
        Await.result(vertx.close());
    }

    /** Closes the clients of all histories, as a node does that stops. */
    final void closeClients() {
        clients.forEach(client -> Await.result(client.close()));
    }

    /** Does this on the event loop of the histories. */
    final <T> T on(Callable<T> action) {
        return Await.on(context, action);
    }

    /** An exchange with a week behind it. */
    final ScriptedExchange exchange(String name) {
        ScriptedExchange exchange = Await.result(ScriptedExchange.start(vertx, name, List.of(BTC, ETH), 10_000));
        past(exchange, name, BTC, 95_000);
        past(exchange, name, ETH, 3_500);
        Await.result(exchange.setTime(now()));
        return exchange;
    }

    private static void past(ScriptedExchange exchange, String name, String symbol, long price) {
        long unit = 100_000_000;
        Await.result(exchange.past(
                symbol,
                new InventedPast(
                        new InventedPast.Market(symbol, price * unit, unit / 100, unit / 100_000, 1_000_000_000),
                        name,
                        OPEN)));
    }

    /** A trade of each symbol, a second into the minute that opens at this time. */
    static void trade(ScriptedExchange exchange, long minute) {
        long id = minute / MINUTE;
        for (String symbol : List.of(BTC, ETH)) {
            Await.result(exchange.trade(symbol, id, minute + 1_000, "95000." + id % 90, "0.0" + (1 + id % 80)));
        }
    }

    final long now() {
        return time.wallMicros() / 1_000;
    }

    /** Time passes here and at the exchange. */
    final void pass(ScriptedExchange exchange, Duration duration) {
        time.pass(duration);
        Await.result(exchange.setTime(now()));
    }

    final Settings settings(Map<String, String> others) {
        Map<String, String> all = new HashMap<>(Map.of(
                "TICKCAST_STORAGE_URL", "jdbc:sqlite:" + folder.resolve("candles.db"),
                "TICKCAST_STORAGE_TIMEOUT", "30s",
                "TICKCAST_HISTORY_BACKFILL", "5",
                "TICKCAST_HISTORY_RETENTION", ""));
        all.putAll(others);
        return TestSettings.with(all);
    }

    /** A store that need not be open yet. */
    final CandleStore store(Settings settings, String node) {
        CandleStore store = CandleStore.open(vertx, settings, node);
        stores.add(store);
        return store;
    }

    final CandleStore writer(Settings settings) {
        CandleStore store = store(settings, "writer");
        Await.until("the store writes", store::isWriter);
        return store;
    }

    static CandleSource source(String exchange) {
        return switch (exchange) {
            case "coinbase" -> new CoinbaseCandles(false);
            case "kraken" -> new KrakenCandles(false);
            default -> new BinanceCandles(false);
        };
    }

    private static Instrument instrument(String exchange, String symbol) {
        String rest = switch (exchange) {
            case "coinbase" -> symbol.replace("USDT", "-USDT");
            case "kraken" -> KRAKEN_NAMES.getOrDefault(symbol, symbol);
            default -> symbol;
        };
        return new Instrument(symbol, "", "", symbol, rest, OptionalInt.empty(), Instrument.TRADING);
    }

    /** The history of both symbols, whose store it has told of its becoming the writer. */
    final ExchangeHistory history(ScriptedExchange exchange, String name, CandleStore store, Settings settings) {
        return on(() -> {
            RestClient rest = new RestClient(
                    vertx,
                    name,
                    List.of(exchange.rest()),
                    RestLimits.requests(1_000_000, Duration.ofSeconds(1)),
                    new RestTransport(vertx, Duration.ofSeconds(60), () -> Future.succeededFuture(Optional.empty())));
            clients.add(rest);
            ExchangeHistory history =
                    new ExchangeHistory(vertx, name, source(name), rest, store, settings.history(), followers, clock);
            history.follow(List.of(instrument(name, BTC), instrument(name, ETH)));
            store.onWriter(history::becameWriter);
            return history;
        });
    }

    /** The candles that followers of an interval are told, on the event loop of the histories. */
    final List<Candle> followed(String exchange, Interval interval) {
        List<Candle> told = new ArrayList<>();
        on(() -> {
            followers.add(
                    exchange,
                    interval,
                    context,
                    new CandleFollower() {
                        @Override
                        public void begin(List<Candle> newest) {
                            told.addAll(newest);
                        }

                        @Override
                        public void changed(List<Candle> changed) {
                            told.addAll(changed);
                        }
                    },
                    List.of());
            return true;
        });
        return told;
    }

    final void update(ExchangeHistory history, Candle minute) {
        on(() -> {
            history.update(minute);
            return true;
        });
    }

    final void turn(ExchangeHistory history) {
        on(() -> {
            history.turn();
            return true;
        });
    }

    /** Turns until this holds, without time that passes. */
    final void turnUntil(String what, ExchangeHistory history, Callable<Boolean> holds) {
        Await.until(what, () -> {
            turn(history);
            try {
                return holds.call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Turns until nothing is missing, planned, in flight or on its way to the store. */
    final void settle(ExchangeHistory history) {
        turnUntil("the history is at rest", history, () -> on(history::isDone));
    }

    static CandleKey key(String exchange, String symbol, Interval interval) {
        return new CandleKey(exchange, symbol, interval);
    }

    static List<Candle> stored(CandleStore store, CandleKey key) {
        return Await.result(store.read(key, 0, Long.MAX_VALUE, 1_000_000));
    }

    /** The closed candles of the exchange. */
    static List<Candle> truth(ScriptedExchange exchange, CandleKey key, long from) {
        return Await.result(exchange.candles(key.symbol(), key.interval())).stream()
                .filter(candle -> candle.isClosed() && candle.time() >= from)
                .toList();
    }

    static Candle live(ScriptedExchange exchange, CandleKey key, long time) {
        return Await.result(exchange.candles(key.symbol(), key.interval())).stream()
                .filter(candle -> candle.time() == time)
                .findFirst()
                .orElseThrow();
    }

    final void feed(ScriptedExchange exchange, ExchangeHistory history, String name, long time) {
        for (String symbol : List.of(BTC, ETH)) {
            Candle minute = live(exchange, key(name, symbol, Interval.MINUTES_1), time);
            update(history, minute);
        }
    }

    /** Nothing that the store has as complete differs from the exchange. */
    static void assertTrue(ScriptedExchange exchange, CandleStore store, CandleKey key) {
        Map<Long, Candle> truth =
                truth(exchange, key, 0).stream().collect(Collectors.toMap(Candle::time, Function.identity()));
        assertThat(stored(store, key))
                .isNotEmpty()
                .filteredOn(Candle::isComplete)
                .allSatisfy(candle -> {
                    assertThat(truth).containsKey(candle.time());
                    Candle real = truth.get(candle.time());
                    for (CandleField field : CandleField.values()) {
                        assertThat(candle.number(field)).isEqualByComparingTo(real.number(field));
                    }
                    assertThat(candle.trades()).isEqualTo(real.trades());
                });
    }
}
