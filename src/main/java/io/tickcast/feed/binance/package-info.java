/**
 * Binance spot.
 *
 * <p>Its words: a <em>base</em> is a host to connect to; a <em>stream</em> is one subscription, such as
 * {@code btcusdt@ticker}; a <em>combined</em> connection ({@code /stream}) wraps each payload as
 * {@code {"stream": …, "data": …}}; a <em>24hrTicker</em> is the payload of {@code @ticker}, once a second and symbol;
 * an <em>aggTrade</em> is that of {@code @aggTrade}, for all that one order takes at one price.
 *
 * @see <a href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams">WebSocket streams</a>
 */
package io.tickcast.feed.binance;
