/**
 * Coinbase Exchange.
 *
 * <p>Its words: a <em>product</em> is an instrument, such as {@code BTC-USD}; a <em>match</em> is a trade of a taker with
 * one maker; <em>ticker</em> is the channel of prices with the figures of 24 h; <em>heartbeat</em> has a message a second
 * and product.
 *
 * @see <a href="https://docs.cdp.coinbase.com/exchange/websocket-feed/channels">Channels</a>
 */
package io.tickcast.feed.coinbase;
