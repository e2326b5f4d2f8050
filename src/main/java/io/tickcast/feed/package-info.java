/**
 * What the feeds of all exchanges share: the life of their connections, back-off, watchdogs, and what they say of
 * themselves. A {@link io.tickcast.feed.Feed} runs on the event loop of its verticle and nowhere else; so does all that
 * it owns.
 */
package io.tickcast.feed;
