package io.tickcast.feed;

import java.time.Duration;
import java.util.Optional;

/**
 * The times of silence after which a connection is replaced. They differ between exchanges, and say nothing of prices:
 * whether a feed is stale depends on {@code feed.stale-after} alone.
 *
 * @param messages without any message, heartbeats included; zero: {@code feed.read-idle} is enough
 * @param prices   without a new price, although other messages come; {@code feed.data-timeout} if that is longer
 * @param snapshot whether the last price of each symbol comes with its subscription, and may be days old
 * @param pause    longest silence of a symbol that is no fault: shorter limits of the settings do not count
 */
public record Silence(Duration messages, Duration prices, boolean snapshot, Duration pause) {
    private static final Duration CANDLES = Duration.ofMinutes(10);
    private static final Duration CANDLE = Duration.ofSeconds(90);

    public Silence(Duration messages, Duration prices, boolean snapshot) {
        this(messages, prices, snapshot, Duration.ZERO);
    }

    /**
     * The rule of candles: those of a quiet market come once a minute, or with the next trade.
     *
     * @param messages longest pause between two messages of any kind; zero: the exchange sends no heartbeats
     */
    public static Silence ofCandles(Duration messages) {
        return new Silence(messages, CANDLES, true, CANDLE);
    }

    /**
     * The rule of an exchange that sends each symbol again and again, traded or not, and nothing else: only prices show
     * that it is alive.
     */
    public static Silence ofPrices() {
        return new Silence(Duration.ZERO, Duration.ZERO, false);
    }

    /**
     * The rule of an exchange that sends heartbeats, and the last price of each symbol with its subscription.
     *
     * @param messages longest pause between two messages of any kind
     * @param prices   time after which a connection of quiet markets is replaced, in case its subscriptions are lost
     */
    public static Silence besideHeartbeats(Duration messages, Duration prices) {
        return new Silence(messages, prices, true);
    }

    /**
     * Says why a connection is replaced, if it is.
     *
     * @param sinceMessage ns since its last message, or since its opening
     * @param sincePrice   ns since its last new price, or since its opening
     * @param hasPrices    whether it has brought any; a first one comes soon, also of a quiet market
     * @param data         {@code feed.data-timeout}
     */
    Optional<String> verdict(long sinceMessage, long sincePrice, boolean hasPrices, Duration data) {
        if (hasPrices && !messages.isZero() && sinceMessage > messages.toNanos()) {
            return Optional.of("open, but without any message for " + messages.toMillis() + " ms");
        }
        Duration limit = hasPrices && prices.compareTo(data) > 0 ? prices : data;
        return sincePrice > limit.toNanos()
                ? Optional.of("open, but without new prices for " + limit.toMillis() + " ms")
                : Optional.empty();
    }
}
