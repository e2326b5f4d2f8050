/**
 * Sockets of the system and the event loops that serve them; long answers and bytes that wait for slow clients, counted
 * and bounded for the whole node.
 */
package io.tickcast.net;
