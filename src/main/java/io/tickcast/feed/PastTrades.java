package io.tickcast.feed;

import io.vertx.core.Future;
import java.util.List;
import java.util.OptionalLong;

/** The trades of an exchange that were not heard when they happened. */
public interface PastTrades {
    /**
     * Asks for trades, each a tick of its own; to be called on the feed's event loop.
     *
     * @param number of the first one, as the exchange counts them; empty: the last ones
     * @param most   number of trades
     * @return in their order; fails when the exchange does not give them
     */
    Future<List<Arrival>> get(String symbol, OptionalLong number, int most);
}
