/**
 * The last price of each symbol, stored for other programs and for the next start of a node: in Redis, or only in
 * memory. Streams do not depend on the store.
 */
package io.tickcast.cache;
