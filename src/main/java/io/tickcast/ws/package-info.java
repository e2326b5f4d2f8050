/** Streams over WebSocket: the handshake, the connection, and what its client sends. */
package io.tickcast.ws;
