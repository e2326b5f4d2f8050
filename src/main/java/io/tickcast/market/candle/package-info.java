/** Candles: their intervals, figures and texts. */
package io.tickcast.market.candle;
