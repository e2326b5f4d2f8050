/**
 * The common part of all exchanges' feeds: life cycle of connections, back-off, watchdogs, state reports. A
 * {@link io.tickcast.feed.Feed} and all that it owns run on the event loop of its verticle and nowhere else.
 */
package io.tickcast.feed;
