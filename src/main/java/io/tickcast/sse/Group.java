package io.tickcast.sse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The streams of one cohort that asked for the same, and so get the same frames. */
final class Group {
  private final Subscription subscription;
  private final TickEvents events;
  private final Cohort cohort;
  private final Optional<Pace> pace;
  private final List<PriceStream> streams = new ArrayList<>();
  private List<Arrival> collected = new ArrayList<>();
  private boolean timed;

  Group(Subscription subscription, TickEvents events, Cohort cohort) {
    this.subscription = subscription;
    this.events = events;
    this.cohort = cohort;
    pace = subscription.intervalMillis() == 0
        ? Optional.empty() : Optional.of(new Pace(subscription.intervalMillis() * 1_000_000));
  }

  Subscription subscription() {
    return subscription;
  }

  TickEvents events() {
    return events;
  }

  Cohort cohort() {
    return cohort;
  }

  int size() {
    return streams.size();
  }

  void add(PriceStream stream) {
    streams.add(stream);
  }

  void remove(PriceStream stream) {
    streams.remove(stream);
  }

  /** The action may remove the stream that it is given: a write can find its connection closed. */
  void forEach(Consumer<PriceStream> action) {
    for (int i = streams.size() - 1; i >= 0; i--) {
      action.accept(streams.get(i));
    }
  }

  void collect(Arrival arrival) {
    collected.add(arrival);
  }

  /** What leaves now of what was collected. */
  List<Arrival> due(long nowNanos) {
    List<Arrival> all = collected;
    collected = new ArrayList<>(all.size());
    return pace.isPresent() ? pace.get().admit(all, nowNanos) : all;
  }

  Frame frame(Frames frames, List<Arrival> arrivals) {
    List<byte[]> bytes = new ArrayList<>(arrivals.size());
    for (Arrival arrival : arrivals) {
      bytes.add(arrival.encoded(events));
    }
    return frames.of(subscription.encoding(), bytes);
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
