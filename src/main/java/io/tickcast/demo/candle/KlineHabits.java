package io.tickcast.demo.candle;

import java.time.Duration;
import java.util.Optional;

/**
 * The way in which an exchange publishes its candles.
 *
 * @param fills   whether a minute without trades has a candle
 * @param pushes  time between two pushes of an open candle that has changed, zero: at each trade; empty: never
 * @param closes  whether it pushes each candle once more when it has closed
 */
public record KlineHabits(boolean fills, Optional<Duration> pushes, boolean closes) {}
