package io.tickcast.sse;

import io.tickcast.market.Tick;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Lets through at most one tick of each symbol per interval, and always the newest. */
final class Pace {
  private final long intervalNanos;
  private final Map<String, Long> sentAt = new HashMap<>();
  private final Map<String, Tick> waiting = new LinkedHashMap<>();

  Pace(long intervalNanos) {
    this.intervalNanos = intervalNanos;
  }

  /** Takes the new ticks and gives those that may leave now. A test tick always may. */
  List<Tick> admit(List<Tick> ticks, long nowNanos) {
    List<Tick> tests = new ArrayList<>();
    for (Tick tick : ticks) {
      if (tick.isTest()) {
        tests.add(tick);
      } else {
        waiting.put(tick.symbol(), tick);
      }
    }
    List<Tick> due = due(nowNanos);
    due.addAll(tests);
    return due;
  }

  /** Those waiting whose interval has passed; they wait no longer. */
  List<Tick> due(long nowNanos) {
    List<Tick> due = new ArrayList<>();
    for (Iterator<Tick> each = waiting.values().iterator(); each.hasNext(); ) {
      Tick tick = each.next();
      if (waitFor(tick.symbol(), nowNanos) == 0) {
        sentAt.put(tick.symbol(), nowNanos);
        due.add(tick);
        each.remove();
      }
    }
    return due;
  }

  /** ns until the next one waiting is due; empty when none waits. */
  OptionalLong nextDue(long nowNanos) {
    return waiting.keySet().stream().mapToLong(symbol -> waitFor(symbol, nowNanos)).min();
  }

  private long waitFor(String symbol, long nowNanos) {
    Long sent = sentAt.get(symbol);
    return sent == null ? 0 : Math.max(0, sent + intervalNanos - nowNanos);
  }
}
