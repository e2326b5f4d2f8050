package io.tickcast.sse;

import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The streams of one loop that asked for the same, and so get the same frames. */
final class Group {
  private final Subscription subscription;
  private final TickEvents events;
  private final Optional<Pace> pace;
  private final List<PriceStream> streams = new ArrayList<>();
  private List<Arrival> collected = new ArrayList<>();
  private boolean timed;
  /** Streams below this have not had their turn in the pass that is under way. */
  private int turn;

  Group(Subscription subscription, TickEvents events) {
    this.subscription = subscription;
    this.events = events;
    pace = subscription.intervalMillis() == 0
        ? Optional.empty() : Optional.of(new Pace(subscription.intervalMillis() * 1_000_000));
  }

  Subscription subscription() {
    return subscription;
  }

  TickEvents events() {
    return events;
  }

  Optional<Pace> pace() {
    return pace;
  }

  int size() {
    return streams.size();
  }

  void add(PriceStream stream) {
    stream.index = streams.size();
    streams.add(stream);
  }

  /** O(1). In a pass those that had their turn stay behind those that had not. */
  void remove(PriceStream stream) {
    int hole = stream.index;
    if (hole < turn) {
      turn--;
      move(turn, hole);
      hole = turn;
    }
    int last = streams.size() - 1;
    if (hole < last) {
      move(last, hole);
    }
    streams.remove(last);
  }

  private void move(int from, int to) {
    PriceStream stream = streams.get(from);
    streams.set(to, stream);
    stream.index = to;
  }

  void forEach(Consumer<PriceStream> action) {
    List.copyOf(streams).forEach(action);
  }

  /** @return whether this is the first of the pass */
  boolean collect(Arrival arrival) {
    collected.add(arrival);
    return collected.size() == 1;
  }

  /** What leaves now of what was collected. */
  List<Arrival> due(long nowNanos) {
    List<Arrival> all = collected;
    collected = new ArrayList<>(all.size());
    return pace.isPresent() ? pace.get().admit(all, nowNanos) : all;
  }

  Frame frame(ByteBufAllocator allocator, List<Arrival> arrivals) {
    List<byte[]> bytes = new ArrayList<>(arrivals.size());
    for (Arrival arrival : arrivals) {
      bytes.add(events.event(arrival));
    }
    return new Frame(allocator, bytes);
  }

  /** Every stream that is here now is to have its turn; those that come later are not. */
  void beginTurns() {
    turn = streams.size();
  }

  boolean hasTurns() {
    return turn > 0;
  }

  PriceStream nextTurn() {
    turn--;
    return streams.get(turn);
  }

  /** ns until what the interval holds back is due, for the caller to wait; empty when nothing is, or when one waits. */
  OptionalLong claimTimer(long nowNanos) {
    if (timed || pace.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong due = pace.get().nextDue(nowNanos);
    timed = due.isPresent();
    return due;
  }

  void timerFired() {
    timed = false;
  }
}
