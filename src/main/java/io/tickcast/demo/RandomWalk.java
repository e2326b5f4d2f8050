package io.tickcast.demo;

import io.tickcast.demo.candle.InventedPast;
import io.tickcast.demo.candle.Kline;
import io.tickcast.demo.candle.Units;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The price of one symbol that walks at random and never far from its start, with a day of trades behind it. The same
 * seed and the same times give the same payloads. Not thread-safe.
 */
final class RandomWalk {
    private static final int PARTS_PER_STEP = 1_000_000;
    /** Deviation of the price in a second, in parts: 4 % in a day. */
    private static final int SECOND = 140;
    /** A second without a trade leaves all but the event time as it was; 23 % of Binance's frames are such. */
    private static final int PERCENT_SILENT = 23;

    private static final int MOST_TRADES = 12;
    /** Limit of trades at one moment of a lively market, and of the fills of one of them. */
    private static final int MOST_AT_ONCE = 3;

    private static final int SECONDS_A_DAY = 86_400;

    private final Coin coin;
    private final Random random;
    private final Day day;
    /** Read by those that follow, which may be on other event loops. */
    private volatile long fair;

    private Optional<RandomWalk> leader = Optional.empty();
    private long last;
    private long lastQuantity;
    private long bid;
    private long bidQuantity;
    private long ask;
    private long askQuantity;
    private long eventTime;
    private long closeTime;
    private long number;

    RandomWalk(String symbol, long seed, long nowMillis) {
        this(symbol, "", seed, nowMillis);
    }

    /** @param exchange the exchange whose past it goes on from */
    RandomWalk(String symbol, String exchange, long seed, long nowMillis) {
        coin = Coin.of(symbol);
        random = new Random(seed ^ (long) symbol.hashCode() << Integer.SIZE);
        InventedPast past = coin.past(exchange, nowMillis);
        fair = past.price(past.to());
        last = fair;
        day = day(past, 1_000_000 + random.nextInt(500_000_000));
        day.advance(nowMillis);
        number = day.lastTrade() / 2;
        lastQuantity = quantityFor(coin.turnover() / SECONDS_A_DAY);
        eventTime = nowMillis - 1;
        closeTime = nowMillis - 1;
        quote();
    }

    /** The same trades as those of the candles before the start. */
    private static Day day(InventedPast past, long firstTrade) {
        long from = (past.to() / Day.QUARTER_MILLIS - Day.QUARTERS + 1) * Day.QUARTER_MILLIS;
        Day day = new Day(from, past.price(from), firstTrade);
        for (long time = from; time < past.to(); time += Kline.MINUTE) {
            Kline minute = past.minute(time);
            day.advance(time);
            day.trade(minute.high(), 0, 0, 0);
            day.trade(minute.low(), 0, 0, 0);
            day.trade(minute.close(), minute.volume(), minute.quoteVolume(), (int) minute.trades());
        }
        return day;
    }

    /** From now on stays near another walk of the same symbol. */
    void follow(RandomWalk other, long seed) {
        leader = Optional.of(other);
        random.setSeed(seed ^ (long) coin.symbol().hashCode() << Integer.SIZE);
        fair = other.fair;
    }

    /** The ticker of this moment. Its times never go back, whatever the clock does. */
    Ticker next(long nowMillis) {
        eventTime = Math.max(eventTime + 1, nowMillis);
        if (random.nextInt(100) >= PERCENT_SILENT) {
            closeTime = Math.max(closeTime + 1, eventTime - 1 - random.nextInt(3));
            day.advance(closeTime);
            step(SECOND);
            int trades = 1 + random.nextInt(MOST_TRADES);
            trade(coin.turnover() * trades / MOST_TRADES / SECONDS_A_DAY, trades);
            quote();
        }
        return ticker();
    }

    /**
     * The trades of this moment, at most as many as there are in a quarter of a second; they share a ms, and at times
     * none happens.
     */
    List<AggTrade> trades(long nowMillis) {
        List<AggTrade> trades = new ArrayList<>();
        if (random.nextInt(100) >= PERCENT_SILENT) {
            closeTime = Math.max(closeTime + 1, nowMillis);
            day.advance(closeTime);
            for (int left = 1 + random.nextInt(MOST_AT_ONCE); left > 0; left--) {
                trades.add(trade());
            }
            quote();
        }
        return trades;
    }

    private AggTrade trade() {
        step(SECOND / 3);
        int fills = 1 + random.nextInt(MOST_AT_ONCE);
        trade(coin.turnover() * fills / MOST_TRADES / SECONDS_A_DAY, fills);
        number++;
        return new AggTrade(
                coin.symbol(),
                number,
                Ticker.decimal(last),
                Ticker.decimal(lastQuantity * fills),
                day.lastTrade() - fills + 1,
                day.lastTrade(),
                closeTime,
                random.nextBoolean());
    }

    /** The ticker after the trades so far. Its times never go back, whatever the clock does. */
    Ticker ticker(long nowMillis) {
        eventTime = Math.max(Math.max(eventTime, closeTime) + 1, nowMillis);
        return ticker();
    }

    private Ticker ticker() {
        return new Ticker(
                coin.symbol(),
                eventTime,
                closeTime,
                day.previousClose(),
                day.open(),
                day.high(),
                day.low(),
                last,
                lastQuantity,
                bid,
                bidQuantity,
                ask,
                askQuantity,
                day.volume(),
                day.quoteVolume(),
                day.firstTrade(),
                day.lastTrade());
    }

    private void step(int deviation) {
        long noise = Math.round(random.nextGaussian() * deviation);
        // A weak pull back to the start: a demonstration that runs for weeks stays plausible.
        long pull = (coin.price() - fair) * deviation / SECOND / 50_000;
        long apart = leader.map(other -> (other.fair - fair) / 4).orElse(0L);
        fair = Math.max(coin.tick(), fair + part(fair, noise) + pull + apart);
        last = onTick(fair);
    }

    private static long part(long amount, long parts) {
        return BigDecimal.valueOf(amount)
                .multiply(BigDecimal.valueOf(parts))
                .divide(BigDecimal.valueOf(PARTS_PER_STEP), RoundingMode.HALF_EVEN)
                .longValueExact();
    }

    private long onTick(long price) {
        return Math.max(coin.tick(), (price + coin.tick() / 2) / coin.tick() * coin.tick());
    }

    private void trade(long turnover, int trades) {
        lastQuantity = quantityFor(turnover / trades);
        long quantity = lastQuantity * trades;
        day.trade(last, quantity, Units.worth(last, quantity), trades);
    }

    private long quantityFor(long turnover) {
        long lots = BigDecimal.valueOf(turnover)
                .movePointRight(2 * Ticker.SCALE)
                .divide(BigDecimal.valueOf(last).multiply(BigDecimal.valueOf(coin.lot())), RoundingMode.DOWN)
                .longValueExact();
        return coin.lot() * (1 + (lots * random.nextInt(200)) / 100);
    }

    private void quote() {
        boolean bought = random.nextBoolean() || last == coin.tick();
        ask = bought ? last : last + coin.tick();
        bid = Math.max(coin.tick(), bought ? last - coin.tick() : last);
        bidQuantity = quantityFor(2 + random.nextInt(20_000));
        askQuantity = quantityFor(2 + random.nextInt(20_000));
    }
}
