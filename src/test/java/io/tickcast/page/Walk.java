package io.tickcast.page;

import io.tickcast.market.DecimalField;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Ticks;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A market of sixteen coins, or of any number that are made up, whose prices walk the same way each time. */
final class Walk implements AutoCloseable {
    private static final List<Coin> COINS = List.of(
            coin("BTCUSDT", "95000.12", "2.4", 1_900_000_000), coin("ETHUSDT", "3300.41", "-1.3", 1_400_000_000),
            coin("BNBUSDT", "905.27", "0.8", 210_000_000), coin("SOLUSDT", "142.06", "5.1", 420_000_000),
            coin("XRPUSDT", "2.0841", "-2.6", 330_000_000), coin("ADAUSDT", "0.3962", "-0.4", 58_000_000),
            coin("DOGEUSDT", "0.13853", "7.9", 120_000_000), coin("AVAXUSDT", "13.92", "1.7", 31_000_000),
            coin("DOTUSDT", "2.123", "-3.8", 14_000_000), coin("POLUSDT", "0.1524", "0.6", 12_000_000),
            coin("LINKUSDT", "13.41", "3.3", 37_000_000), coin("ATOMUSDT", "2.553", "-5.2", 7_000_000),
            coin("UNIUSDT", "5.462", "-1.9", 16_000_000), coin("LTCUSDT", "78.31", "0.2", 27_000_000),
            coin("BCHUSDT", "612.5", "-0.7", 29_000_000), coin("FILUSDT", "1.512", "4.4", 9_000_000));
    private static final int SENT_DECIMALS = 8;
    private static final int DAY_MINUTES = 1_440;

    private final HttpNode node;
    private final Random random = new Random(7);
    private final Map<Coin, BigDecimal> prices = new LinkedHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Map<Coin, OpenCandle> openCandles = new ConcurrentHashMap<>();
    private volatile State feed = State.LIVE;
    private volatile boolean moves = true;

    private record Coin(String symbol, BigDecimal start, BigDecimal open, BigDecimal turnover) {}

    private static Coin coin(String symbol, String start, String percent, long turnover) {
        BigDecimal price = new BigDecimal(start);
        BigDecimal open = price.divide(
                BigDecimal.ONE.add(new BigDecimal(percent).movePointLeft(2)), price.scale(), RoundingMode.HALF_UP);
        return new Coin(symbol, price, open, BigDecimal.valueOf(turnover));
    }

    /** @param count of coins; beyond sixteen they are made up */
    Walk(HttpNode node, int count) {
        this.node = node;
        for (int i = 0; i < count; i++) {
            Coin coin = i < COINS.size()
                    ? COINS.get(i)
                    : coin(symbol(i), "1" + i + ".25", Integer.toString(i % 13 - 6), 1_000_000L + i * 7_000L);
            prices.put(coin, coin.start);
        }
        timer.scheduleAtFixedRate(() -> node.report(feed), 0, 1, TimeUnit.SECONDS);
    }

    /** The symbols of such a market, for {@code TICKCAST_SYMBOLS}. */
    static String symbols(int count) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            names.append(i == 0 ? "" : ",").append(i < COINS.size() ? COINS.get(i).symbol : symbol(i));
        }
        return names.toString();
    }

    /** The digits behind the point of the sixteen coins' prices. */
    static Map<String, Integer> tickSizes() {
        return COINS.stream()
                .collect(Collectors.toMap(Coin::symbol, coin -> coin.start().scale()));
    }

    private static String symbol(int i) {
        return "C" + i + "USDT";
    }

    /** Each coin takes a step so many times a second, spread over the time between. */
    Walk at(int stepsPerSecond) {
        List<Coin> coins = List.copyOf(prices.keySet());
        int[] next = new int[1];
        long micros = 1_000_000 / stepsPerSecond / coins.size();
        long perTurn = Math.max(1, 2_000 / micros);
        timer.scheduleAtFixedRate(
                () -> {
                    for (int i = 0; i < perTurn && moves; i++) {
                        step(coins.get(next[0]++ % coins.size()));
                    }
                },
                0,
                micros * perTurn,
                TimeUnit.MICROSECONDS);
        return this;
    }

    /** All coins once, at once. */
    Walk all() {
        prices.keySet().forEach(this::step);
        return this;
    }

    /** Candles of so many minutes until now, which lead from the price of 24 h ago to the price of each coin. */
    Walk past(int minutes) {
        long last = Interval.MINUTES_1.open(System.currentTimeMillis()) - Interval.MINUTES_1.millis();
        prices.forEach((coin, price) -> {
            BigDecimal close = price;
            Deque<Candle> candles = new ArrayDeque<>();
            double drift = (coin.open.doubleValue() / coin.start.doubleValue() - 1) / DAY_MINUTES;
            for (int i = 0; i < minutes; i++) {
                BigDecimal begin = moved(close, coin, drift + random.nextGaussian() * 0.0003);
                long time = last - i * Interval.MINUTES_1.millis();
                candles.addFirst(candle(coin, time, begin, close));
                close = begin;
            }
            node.publish(candles.toArray(Candle[]::new));
            openCandles.put(coin, OpenCandle.begin(0, price));
        });
        return this;
    }

    /** The price is the close of the candle of this minute, which closes the one before. */
    private void trade(Coin coin, BigDecimal price) {
        long minute = Interval.MINUTES_1.open(System.currentTimeMillis());
        OpenCandle known = openCandles.get(coin);
        boolean goesOn = known.time == minute;
        OpenCandle candle = goesOn ? known.with(price) : OpenCandle.begin(minute, price);
        openCandles.put(coin, candle);
        if (!goesOn && known.time > 0) {
            node.publish(known.candle(coin).closed(true).build());
        }
        node.publish(candle.candle(coin).build());
    }

    private record OpenCandle(
            long time, BigDecimal open, BigDecimal high, BigDecimal low, BigDecimal close, int trades) {
        static OpenCandle begin(long time, BigDecimal price) {
            return new OpenCandle(time, price, price, price, price, 1);
        }

        OpenCandle with(BigDecimal price) {
            return new OpenCandle(time, open, high.max(price), low.min(price), price, trades + 1);
        }

        CandleBuilder candle(Coin coin) {
            return new CandleBuilder(new CandleKey(Ticks.EXCHANGE, coin.symbol, Interval.MINUTES_1), time)
                    .prices(sent(open), sent(high), sent(low), sent(close))
                    .volume(Integer.toString(trades));
        }
    }

    private Candle candle(Coin coin, long time, BigDecimal open, BigDecimal close) {
        BigDecimal high = moved(open.max(close), coin, Math.abs(random.nextGaussian()) * 0.00015);
        BigDecimal low = moved(open.min(close), coin, -Math.abs(random.nextGaussian()) * 0.00015);
        BigDecimal volume = coin.turnover.divide(
                close.multiply(BigDecimal.valueOf(DAY_MINUTES / (0.5 + random.nextDouble()))), 3, RoundingMode.HALF_UP);
        return new CandleBuilder(new CandleKey(Ticks.EXCHANGE, coin.symbol, Interval.MINUTES_1), time)
                .prices(sent(open), sent(high), sent(low), sent(close))
                .volume(volume.toPlainString())
                .closed(true)
                .build();
    }

    private static BigDecimal moved(BigDecimal price, Coin coin, double share) {
        return price.multiply(BigDecimal.valueOf(1 + share)).setScale(coin.start.scale(), RoundingMode.HALF_UP);
    }

    private synchronized void step(Coin coin) {
        BigDecimal price = prices.get(coin)
                .multiply(BigDecimal.valueOf(1 + random.nextGaussian() * 0.0002))
                .setScale(coin.start.scale(), RoundingMode.HALF_UP);
        prices.put(coin, price);
        node.publish(tick(coin, price));
        if (openCandles.containsKey(coin)) {
            trade(coin, price);
        }
    }

    private static Tick tick(Coin coin, BigDecimal price) {
        TickBuilder tick = Ticks.builder(coin.symbol, System.currentTimeMillis(), sent(price));
        Ticks.set(
                tick,
                DecimalField.CHANGE_24H,
                price.subtract(coin.open)
                        .movePointRight(2)
                        .divide(coin.open, 3, RoundingMode.HALF_UP)
                        .toPlainString());
        Ticks.set(tick, DecimalField.OPEN, sent(coin.open));
        Ticks.set(tick, DecimalField.HIGH, sent(price.max(part(coin.start, "1.021"))));
        Ticks.set(tick, DecimalField.LOW, sent(price.min(part(coin.open, "0.972"))));
        Ticks.set(tick, DecimalField.BID, sent(price));
        Ticks.set(tick, DecimalField.ASK, sent(price.add(price.ulp())));
        Ticks.set(tick, DecimalField.VOLUME, sent(coin.turnover.divide(price, 3, RoundingMode.HALF_UP)));
        Ticks.set(tick, DecimalField.QUOTE_VOLUME, sent(coin.turnover));
        return tick.build();
    }

    private static BigDecimal part(BigDecimal price, String factor) {
        return price.multiply(new BigDecimal(factor)).setScale(price.scale(), RoundingMode.HALF_UP);
    }

    /** Binance sends eight decimals, whatever the price. */
    private static String sent(BigDecimal value) {
        return value.setScale(SENT_DECIMALS).toPlainString();
    }

    /** The feed says this of itself from now on; prices move only while it is live. */
    void feed(State state) {
        feed = state;
        moves = state == State.LIVE;
        node.report(state);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
