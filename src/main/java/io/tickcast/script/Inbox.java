package io.tickcast.script;

import io.tickcast.market.Tick;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What waits for a file that is busy: of each symbol the newest tick, and which timers are due. So it is bounded by the
 * symbols and the timers that there are, however slow the file is. Thread-safe.
 */
final class Inbox {
  /** One of the two: a tick, or the timer of this number. */
  record Due(Optional<Tick> tick, int timer) {}

  private record Key(String exchange, String symbol) {}

  private final Map<Key, Tick> ticks = new LinkedHashMap<>();
  private final Set<Integer> timers = new LinkedHashSet<>();
  private boolean emptying;
  private long conflated;

  /** @return whether nobody empties it, and the caller is to see to that */
  synchronized boolean tick(Tick tick) {
    // One that takes the place of an older one keeps that one's turn.
    if (ticks.put(new Key(tick.exchange(), tick.symbol()), tick) != null) {
      conflated++;
    }
    return wake();
  }

  /** @return as of {@link #tick} */
  synchronized boolean timer(int number) {
    timers.add(number);
    return wake();
  }

  private boolean wake() {
    boolean first = !emptying;
    emptying = true;
    return first;
  }

  /** What has its turn; after an empty answer it is for others to wake whoever empties it. */
  synchronized Optional<Due> next() {
    Iterator<Integer> timer = timers.iterator();
    if (timer.hasNext()) {
      int number = timer.next();
      timer.remove();
      return Optional.of(new Due(Optional.empty(), number));
    }
    Iterator<Tick> tick = ticks.values().iterator();
    if (tick.hasNext()) {
      Tick next = tick.next();
      tick.remove();
      return Optional.of(new Due(Optional.of(next), 0));
    }
    emptying = false;
    return Optional.empty();
  }

  /** Ticks that a newer one of the same symbol took the place of. */
  synchronized long conflated() {
    return conflated;
  }
}
