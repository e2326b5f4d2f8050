package io.tickcast.sse;

import io.tickcast.market.PriceWindow;
import io.tickcast.market.Tick;
import java.util.Optional;

/**
 * A tick that was news to this hub.
 *
 * @param sequence counts what arrived at this hub
 * @param symbol   number of the symbol at this hub; that of a test tick is not looked at
 * @param merged   what it stands for, when it stands for more than itself
 */
record Arrival(Tick tick, long sequence, int symbol, Optional<PriceWindow> merged) {
  Arrival(Tick tick, long sequence, int symbol) {
    this(tick, sequence, symbol, Optional.empty());
  }

  PriceWindow window() {
    return merged.orElseGet(() -> PriceWindow.of(tick));
  }

  /** The later one, standing for both. */
  Arrival mergedInto(Arrival later) {
    return new Arrival(later.tick, later.sequence, later.symbol, Optional.of(window().plus(later.window())));
  }
}
