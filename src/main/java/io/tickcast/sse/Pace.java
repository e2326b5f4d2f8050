package io.tickcast.sse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Lets through at most one tick of each symbol per interval: the newest, standing for those that it leaves out. */
final class Pace {
  private final long intervalNanos;
  private final Map<Integer, Long> sentAt = new HashMap<>();
  private final Map<Integer, Arrival> waiting = new LinkedHashMap<>();

  Pace(long intervalNanos) {
    this.intervalNanos = intervalNanos;
  }

  /** Takes the new ticks and gives those that may leave now, in the order of arrival. A test tick always may. */
  List<Arrival> admit(List<Arrival> arrivals, long nowNanos) {
    List<Arrival> tests = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      if (arrival.tick().isTest()) {
        tests.add(arrival);
      } else {
        waiting.merge(arrival.symbol(), arrival, Arrival::mergedInto);
      }
    }
    List<Arrival> due = due(nowNanos);
    due.addAll(tests);
    due.sort(Comparator.comparingLong(Arrival::sequence));
    return due;
  }

  /** Those waiting whose interval has passed; they wait no longer. */
  List<Arrival> due(long nowNanos) {
    List<Arrival> due = new ArrayList<>();
    for (Iterator<Arrival> each = waiting.values().iterator(); each.hasNext(); ) {
      Arrival arrival = each.next();
      if (waitFor(arrival.symbol(), nowNanos) == 0) {
        sentAt.put(arrival.symbol(), nowNanos);
        due.add(arrival);
        each.remove();
      }
    }
    return due;
  }

  /** ns until the next one waiting is due; empty when none waits. */
  OptionalLong nextDue(long nowNanos) {
    return waiting.keySet().stream().mapToLong(symbol -> waitFor(symbol, nowNanos)).min();
  }

  private long waitFor(int symbol, long nowNanos) {
    Long sent = sentAt.get(symbol);
    return sent == null ? 0 : Math.max(0, sent + intervalNanos - nowNanos);
  }
}
