/**
 * Coinbase Exchange.
 *
 * <p>Its words: a <em>product</em> is an instrument, such as {@code BTC-USD}; <em>ticker</em> is the channel with a message for each match;
 * <em>heartbeat</em> has one a second and product.
 *
 * @see <a href="https://docs.cdp.coinbase.com/exchange/websocket-feed/channels">Channels</a>
 */
package io.tickcast.feed.coinbase;
