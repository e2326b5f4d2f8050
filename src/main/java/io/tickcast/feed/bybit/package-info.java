/**
 * Bybit spot, version 5 of its API.
 *
 * <p>Its words: a <em>topic</em> is one subscription, such as {@code tickers.BTCUSDT}; <em>orderbook.1</em> is the best bid and ask, repeated
 * every 3 s.
 *
 * @see <a href="https://bybit-exchange.github.io/docs/v5/websocket/public/ticker">Ticker</a>
 */
package io.tickcast.feed.bybit;
