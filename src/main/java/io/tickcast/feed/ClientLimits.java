package io.tickcast.feed;

import java.time.Duration;

/**
 * Limits of an exchange for its clients, each with room for a second node behind the same address.
 *
 * @param connects     attempts to connect in any {@code window}; each may be two connections: of a name with several
 *                     addresses, the first that answers is found by a connection of its own
 * @param sendEvery    pause between two messages to the exchange on one connection
 * @param messageBytes the longest message of the exchange
 */
public record ClientLimits(int connects, Duration window, Duration sendEvery, int messageBytes) {}
