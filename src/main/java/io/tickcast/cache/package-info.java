/**
 * The last price of each symbol, kept where other programs and the next start of a node find it: Redis, or nowhere but
 * in memory. Whatever the store does, the stream does not notice.
 */
package io.tickcast.cache;
