/**
 * Kraken spot, version 2 of its API.
 *
 * <p>Its words: a <em>symbol</em> is an instrument, such as {@code BTC/USD}; <em>ticker</em> is the channel with its last price, best bid and
 * ask, and figures of 24 h.
 *
 * @see <a href="https://docs.kraken.com/api/docs/websocket-v2/ticker">Ticker</a>
 */
package io.tickcast.feed.kraken;
