/**
 * The fan-out: ticks arrive from the event bus and leave as Server-Sent Events. There is one
 * {@link io.tickcast.sse.Hub} per event loop. Everything here and below belongs to that loop and needs no lock, except
 * {@link io.tickcast.sse.stats}.
 *
 * <p>This package holds the hub and the flush: shards, groups, and streams that are behind. Below it are the rooms that
 * it uses; none of them knows this package.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events, HTML standard</a>
 */
package io.tickcast.sse;
