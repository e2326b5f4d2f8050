/**
 * The fan-out: what arrives on the bus leaves as Server-Sent Events. One {@link io.tickcast.sse.Hub} per event loop;
 * everything here but {@link io.tickcast.sse.StreamStats} belongs to that loop and needs no lock.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events, HTML standard</a>
 */
package io.tickcast.sse;
