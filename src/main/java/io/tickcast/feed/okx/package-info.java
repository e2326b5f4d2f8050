/**
 * OKX spot, version 5 of its API.
 *
 * <p>Its words: an <em>instId</em> is an instrument, such as {@code BTC-USDT}; <em>tickers</em> is the channel of its last price, best bid and
 * ask, and figures of 24 h, pushed at each change and at least once a minute.
 *
 * @see <a href="https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-tickers-channel">Tickers channel</a>
 */
package io.tickcast.feed.okx;
