/**
 * The candles of a node: the newest in memory, all in a store, and what is missing fetched from the exchanges' REST.
 */
package io.tickcast.history;
