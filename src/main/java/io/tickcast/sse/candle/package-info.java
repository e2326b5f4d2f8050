/** Candles on streams, beside their prices. Knows a stream only as a {@link io.tickcast.sse.candle.CandleListener}. */
package io.tickcast.sse.candle;
