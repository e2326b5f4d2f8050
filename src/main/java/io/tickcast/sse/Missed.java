package io.tickcast.sse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a stream that is behind has missed of the passes: the newest tick of each symbol, which all streams share, or
 * one standing for all when the extremes were asked for; the last test; and whether the feed's state changed.
 * O(symbols), and no frame.
 */
final class Missed {
  private final boolean withWindows;
  private Arrival[] newest = {};
  private Optional<Arrival> test = Optional.empty();
  private Optional<EventId> reached = Optional.empty();
  private boolean feedState;

  Missed(boolean withWindows) {
    this.withWindows = withWindows;
  }

  void add(Arrival arrival) {
    if (arrival.tick().isTest()) {
      test = Optional.of(arrival);
      return;
    }
    int symbol = arrival.symbol();
    if (symbol >= newest.length) {
      newest = Arrays.copyOf(newest, symbol + 1);
    }
    Arrival before = newest[symbol];
    newest[symbol] = withWindows && before != null ? before.mergedInto(arrival) : arrival;
  }

  /** Where a client is once it has all of this. */
  void reached(EventId id) {
    reached = Optional.of(id);
  }

  /** Empty: no tick was missed. */
  Optional<EventId> reached() {
    return reached;
  }

  void addFeedState() {
    feedState = true;
  }

  /** In the order of their arrival, so that a client which breaks off amid them knows by its cursor what it has. */
  List<Arrival> arrivals() {
    List<Arrival> all = new ArrayList<>();
    Arrays.stream(newest).filter(Objects::nonNull).forEach(all::add);
    test.ifPresent(all::add);
    all.sort(Comparator.comparingLong(Arrival::sequence));
    return all;
  }

  boolean feedState() {
    return feedState;
  }
}
