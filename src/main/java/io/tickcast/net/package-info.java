/** Sockets of the system; long answers and bytes that wait for slow clients, counted and bounded for the whole node. */
package io.tickcast.net;
