package io.tickcast.feed;

import io.tickcast.market.Tick;

/**
 * A tick as a connection brought it.
 *
 * @param first  id of the first trade that it stands for; 0: not known
 * @param number by which the exchange counts such ticks of a symbol, one by one; 0: it does not
 */
public record Arrival(Tick tick, long first, long number) {}
