/** The candles of the fake exchanges: summed from their trades, and told as each exchange tells them. */
package io.tickcast.demo.candle;
