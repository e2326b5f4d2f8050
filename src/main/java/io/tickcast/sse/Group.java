package io.tickcast.sse;

import io.tickcast.market.Tick;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The streams of one loop that asked for the same, and so get the same frames. */
final class Group {
  private final Subscription subscription;
  private final TickEvents events;
  private final StreamStats stats;
  private final Optional<Pace> pace;
  private final List<PriceStream> streams = new ArrayList<>();
  private boolean timed;

  Group(Subscription subscription, TickEvents events, StreamStats stats) {
    this.subscription = subscription;
    this.events = events;
    this.stats = stats;
    pace = subscription.intervalMillis() == 0
        ? Optional.empty() : Optional.of(new Pace(subscription.intervalMillis() * 1_000_000));
  }

  Subscription subscription() {
    return subscription;
  }

  TickEvents events() {
    return events;
  }

  boolean isEmpty() {
    return streams.isEmpty();
  }

  void add(PriceStream stream) {
    stream.index = streams.size();
    streams.add(stream);
  }

  /** O(1): the last one takes its place. */
  void remove(PriceStream stream) {
    PriceStream last = streams.remove(streams.size() - 1);
    if (last != stream) {
      streams.set(stream.index, last);
      last.index = stream.index;
    }
  }

  void forEach(Consumer<PriceStream> action) {
    // From the end: a stream that goes during its own turn is replaced by one that had its turn.
    for (int i = streams.size() - 1; i >= 0; i--) {
      action.accept(streams.get(i));
    }
  }

  /** One joined write per stream for all ticks of the pass that this group wants. */
  void deliver(List<Tick> pass, long nowNanos) {
    List<Tick> wanted = wanted(pass);
    if (pace.isPresent() && !wanted.isEmpty()) {
      wanted = pace.get().admit(wanted, nowNanos);
    }
    write(wanted);
  }

  private List<Tick> wanted(List<Tick> pass) {
    List<Tick> wanted = new ArrayList<>(pass.size());
    for (Tick tick : pass) {
      if (subscription.wants(tick)) {
        wanted.add(tick);
      }
    }
    return wanted;
  }

  private void write(List<Tick> ticks) {
    if (ticks.isEmpty()) {
      return;
    }
    Buffer frame = frame(ticks);
    int written = 0;
    int missed = 0;
    for (int i = streams.size() - 1; i >= 0; i--) {
      PriceStream stream = streams.get(i);
      if (stream.offer(frame)) {
        written++;
      } else {
        ticks.forEach(stream::miss);
        missed += ticks.size();
      }
    }
    stats.framesWritten(written);
    stats.conflated(missed);
  }

  Buffer frame(List<Tick> ticks) {
    Buffer frame = Buffer.buffer(ticks.size() * 192);
    for (Tick tick : ticks) {
      frame.appendBytes(events.event(tick));
    }
    return frame;
  }

  /** ms until a tick that the interval holds back is due; empty when none is, or when someone waits for it already. */
  OptionalLong claimTimer(long nowNanos) {
    if (timed || pace.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong due = pace.get().nextDue(nowNanos);
    timed = due.isPresent();
    return due.isPresent() ? OptionalLong.of(due.getAsLong() / 1_000_000 + 1) : due;
  }

  void timerFired(long nowNanos) {
    timed = false;
    pace.ifPresent(p -> write(p.due(nowNanos)));
  }
}
