/**
 * The relay of Binance's market data: its own frames from one upstream for the whole cluster, and its REST answers from
 * a cache.
 */
package io.tickcast.relay;
