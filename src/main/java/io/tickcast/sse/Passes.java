package io.tickcast.sse;

import io.netty.buffer.ByteBufAllocator;
import io.tickcast.time.Micros;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One pass after the other. A tick starts one in the next turn of the loop, or when the {@link FlushWindow} lets it; what
 * arrives until then, or while a pass is under way, joins the next. So under load writes grow larger instead of more.
 */
final class Passes {
  /** A pass longer than this goes on in another turn, so that accepts and heartbeats stay prompt. */
  private static final long SLICE_NANOS = Duration.ofMillis(5).toNanos();
  /** A loop so far behind that more ticks than this wait for one pass sends each symbol's newest only. */
  private static final int MAX_PENDING = 8_192;

  private final Vertx vertx;
  private final ByteBufAllocator allocator;
  private final Interest interest;
  private final Laggards laggards;
  private final StreamStats stats;
  private final FlushWindow window;
  private final Runnable afterPass;
  private final Set<Group> due = new LinkedHashSet<>();
  private List<Arrival> pending = new ArrayList<>();
  private boolean scheduled;

  Passes(Vertx vertx, ByteBufAllocator allocator, Interest interest, Laggards laggards, StreamStats stats,
      FlushWindow window, Runnable afterPass) {
    this.vertx = vertx;
    this.allocator = allocator;
    this.interest = interest;
    this.laggards = laggards;
    this.stats = stats;
    this.window = window;
    this.afterPass = afterPass;
  }

  void add(Arrival arrival) {
    pending.add(arrival);
    if (pending.size() > MAX_PENDING) {
      conflate();
    }
    schedule();
  }

  private void conflate() {
    Map<Integer, Arrival> bySymbol = new HashMap<>();
    List<Arrival> kept = new ArrayList<>();
    for (Arrival arrival : pending) {
      if (arrival.tick().isTest()) {
        kept.add(arrival);
      } else {
        bySymbol.merge(arrival.symbol(), arrival, Arrival::mergedInto);
      }
    }
    stats.conflated(pending.size() - kept.size() - bySymbol.size());
    kept.addAll(bySymbol.values());
    kept.sort(Comparator.comparingLong(Arrival::sequence));
    pending = kept;
  }

  private void schedule() {
    if (scheduled) {
      return;
    }
    scheduled = true;
    long wait = window.remaining(System.nanoTime());
    if (wait == 0) {
      vertx.runOnContext(v -> pass());
    } else {
      vertx.setTimer(Math.max(1, Duration.ofNanos(wait).toMillis()), timer -> pass());
    }
  }

  private void pass() {
    List<Arrival> arrivals = pending;
    pending = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      interest.forEach(arrival.tick(), group -> {
        if (group.collect(arrival)) {
          due.add(group);
        }
      });
    }
    List<Group> all = List.copyOf(due);
    due.clear();
    long now = System.nanoTime();
    go(new Pass(allocator, laggards, all, now), arrivals, all, now, 0);
  }

  private void go(Pass pass, List<Arrival> arrivals, List<Group> all, long started, long tookBefore) {
    long now = System.nanoTime();
    boolean done = run(pass, now + SLICE_NANOS);
    long took = tookBefore + System.nanoTime() - now;
    if (!done) {
      vertx.runOnContext(v -> go(pass, arrivals, all, started, took));
      return;
    }
    window.passed(started, took);
    stats.passed(pass, took);
    if (pass.written() > 0) {
      long written = Micros.now();
      arrivals.forEach(arrival -> stats.nodeToSocket().record(written - arrival.tick().receivedAt()));
    }
    all.forEach(this::setTimer);
    scheduled = false;
    afterPass.run();
    if (!pending.isEmpty() || !due.isEmpty()) {
      schedule();
    }
  }

  private boolean run(Pass pass, long until) {
    try {
      return pass.run(until);
    } catch (RuntimeException e) {
      // A fault of ours costs this pass, which Vert.x logs, and not all that come after it.
      scheduled = false;
      throw e;
    }
  }

  /** For what the interval of a group holds back. */
  private void setTimer(Group group) {
    group.claimTimer(System.nanoTime()).ifPresent(nanos ->
        vertx.setTimer(Duration.ofNanos(nanos).toMillis() + 1, timer -> {
          group.timerFired();
          due.add(group);
          schedule();
        }));
  }
}
