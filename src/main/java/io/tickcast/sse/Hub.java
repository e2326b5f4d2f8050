package io.tickcast.sse;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.tickcast.config.Settings;
import io.tickcast.market.FeedState;
import io.tickcast.market.PriceBook;
import io.tickcast.market.Tick;
import io.tickcast.market.TickJson;
import io.tickcast.time.Micros;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The streams of one event loop: takes what is news, greets who comes, and lets the {@link Passes} write. Use it on its
 * event loop only.
 */
public final class Hub {
  private static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;
  private static final long CHECK_EVERY_MILLIS = 1_000;
  private static final long LAGGARDS_EVERY_MILLIS = 25;
  /** Lists of fields whose newest events are remembered; clients can ask for more lists than memory could hold. */
  private static final int MAX_KINDS_KEPT = 64;

  private final Vertx vertx;
  private final Settings.Stream settings;
  private final StreamStats stats;
  private final boolean timesExchange;
  private final boolean demo;
  private final PriceBook book = new PriceBook();
  private final Snapshots snapshots;
  private final FeedBoard feeds;
  private final Interest interest = new Interest();
  private final Map<Subscription, Group> groups = new HashMap<>();
  private final Map<EventKind, TickEvents> events = new HashMap<>();
  private final Passes passes;
  private final Laggards laggards;
  private final ReplayRing ring;
  private final Replays replays;

  private boolean draining;
  private boolean laggardsTimed;
  private boolean replaysScheduled;
  private long sequence;
  private long cursor = Micros.now() / 1_000;

  private record EventKind(String exchange, TickJson json) {}

  /**
   * @param staleAfter age from which a price of a snapshot carries its age
   * @param demo       whether every event is to say that no price is real
   */
  public Hub(Vertx vertx, Settings.Stream settings, Duration staleAfter, StreamStats stats, boolean demo) {
    this.vertx = vertx;
    this.settings = settings;
    snapshots = new Snapshots(book, staleAfter);
    this.stats = stats;
    timesExchange = stats.claimExchangeTiming();
    this.demo = demo;
    feeds = new FeedBoard(demo);
    laggards = new Laggards(this, ALLOCATOR, settings.slowTimeout());
    passes = new Passes(vertx, ALLOCATOR, interest, laggards, stats,
        new FlushWindow(settings.flushWindow(), System.nanoTime()), this::watchLaggards);
    ring = new ReplayRing(settings.replay().toMillis(), settings.replayTicks(), cursor);
    replays = new Replays(this, ALLOCATOR, ring, settings.slowTimeout());
    vertx.setPeriodic(settings.heartbeat().toMillis(), timer -> heartbeat());
    vertx.setPeriodic(CHECK_EVERY_MILLIS, timer -> tellFeedChanges());
  }

  public PriceBook book() {
    return book;
  }

  public FeedBoard feeds() {
    return feeds;
  }

  StreamStats stats() {
    return stats;
  }

  /** Where a client that has all ticks is. */
  long cursor() {
    return cursor;
  }

  /** The sequence that the next arrival will have. */
  long nextSequence() {
    return sequence;
  }

  /** A tick from the bus. What is no news ends here. */
  public void tick(Tick tick) {
    int symbol = -1;
    if (!tick.isTest()) {
      if (!book.accept(tick)) {
        return;
      }
      symbol = remember(tick);
    }
    passes.add(new Arrival(tick, sequence++, symbol));
  }

  private int remember(Tick tick) {
    cursor = Math.max(cursor, tick.receivedAt() / 1_000);
    if (timesExchange && !tick.isStored()) {
      stats.exchangeToNode().record(tick.receivedAt() - tick.eventTime() * 1_000);
    }
    if (!tick.isStored()) {
      ring.append(tick, cursor);
    }
    return interest.number(tick);
  }

  private void watchLaggards() {
    laggards.poll(System.nanoTime());
    if (!laggardsTimed && !(laggards.isEmpty() && replays.isEmpty())) {
      laggardsTimed = true;
      vertx.setTimer(LAGGARDS_EVERY_MILLIS, timer -> {
        laggardsTimed = false;
        scheduleReplays();
        watchLaggards();
      });
    }
  }

  private void scheduleReplays() {
    if (!replaysScheduled && !replays.isEmpty()) {
      replaysScheduled = true;
      vertx.runOnContext(v -> {
        replaysScheduled = false;
        if (replays.run()) {
          scheduleReplays();
        }
        watchLaggards();
      });
    }
  }

  /** A line's report from the bus. */
  public void feedState(FeedState report) {
    feeds.heard(report, System.nanoTime());
    tellFeedChanges();
  }

  private void tellFeedChanges() {
    stats.turn();
    for (String exchange : feeds.changed(System.nanoTime())) {
      Frame frame = new Frame(ALLOCATOR, List.of(feeds.event(exchange).getBytes()));
      List.copyOf(groups.values()).stream()
          .filter(group -> group.subscription().exchange().equals(exchange))
          .forEach(group -> group.forEach(stream -> {
            if (stream.keepsUp()) {
              stream.outlet().write(frame);
            } else {
              laggards.missFeedState(stream);
            }
          }));
      frame.release();
      watchLaggards();
    }
  }

  private void heartbeat() {
    if (groups.isEmpty()) {
      return;
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("timestamp", System.currentTimeMillis() / 1_000);
    if (demo) {
      data.put("demo", true);
    }
    Frame frame = new Frame(ALLOCATOR, List.of(Sse.event("heartbeat", data).getBytes()));
    // A client that is behind has bytes on their way to it: nothing between us and it can think it idle.
    List.copyOf(groups.values()).forEach(group -> group.forEach(stream -> {
      if (stream.keepsUp()) {
        stream.outlet().write(frame);
      }
    }));
    frame.release();
  }

  /**
   * Greets a client, gives it what it missed or else the newest prices, and from then on all that it subscribed to; in
   * this order and from this turn on, so that nothing comes twice or is missed. When there is no place it is told so.
   *
   * @param request     whose response has its headers set and nothing written
   * @param greeting    data of the event {@code connected}
   * @param lastEventId where the client was; empty when it is new
   */
  public void open(
      HttpServerRequest request, Subscription subscription, Map<String, ?> greeting, Optional<String> lastEventId) {
    Buffer head = Sse.retry(settings.retry().toMillis());
    if (draining) {
      request.response().end(head.appendString("\n"));
      return;
    }
    if (!stats.tryOpen()) {
      request.response().end(
          head.appendBuffer(Sse.event("overloaded", Map.of("message", "No more streams fit on this node"))));
      return;
    }
    Group group = groups.computeIfAbsent(subscription, this::newGroup);
    PriceStream stream = new PriceStream(Outlet.of(request, !settings.direct()), group);
    group.add(stream);
    request.response().closeHandler(v -> close(stream));
    Optional<Long> resumeFrom = lastEventId.flatMap(this::resumable);
    // Who is to be given what it missed is where it was, until it has it: it may break off again before.
    head.appendString("id: " + resumeFrom.orElse(cursor) + "\n").appendBuffer(Sse.event("connected", greeting));
    if (feeds.state(subscription.exchange()) != FeedState.State.LIVE) {
      head.appendBuffer(feeds.event(subscription.exchange()));
    }
    if (resumeFrom.isPresent()) {
      stream.outlet().begin(head);
      // What an interval held back when the client went is older than what it was given last.
      replays.add(stream, ring.position(resumeFrom.get() - subscription.intervalMillis()));
      stats.resumed();
      scheduleReplays();
      return;
    }
    lastEventId.ifPresent(id -> head.appendBuffer(resetEvent()));
    stream.outlet().begin(head.appendBuffer(snapshot(group)));
    stream.joined(sequence);
  }

  private Group newGroup(Subscription subscription) {
    EventKind kind = new EventKind(subscription.exchange(), subscription.json());
    Group group = new Group(subscription, events.computeIfAbsent(kind,
        k -> new TickEvents(k.json, events.size() < MAX_KINDS_KEPT)));
    interest.add(group);
    return group;
  }

  private Optional<Long> resumable(String lastEventId) {
    return Cursor.parse(lastEventId).filter(at -> at <= cursor && ring.covers(at));
  }

  private Buffer resetEvent() {
    stats.reset();
    return Sse.event("reset", Map.of("message", "Too long ago to go on from there; the newest prices follow"));
  }

  private Buffer snapshot(Group group) {
    return snapshots.of(group).appendBuffer(Sse.id(cursor));
  }

  /** A replay that the ring has left behind: a snapshot in its place. */
  void reset(PriceStream stream) {
    stream.outlet().writeAlone(
        new Frame(ALLOCATOR, List.of(resetEvent().getBytes(), snapshot(stream.group()).getBytes())));
    stream.joined(sequence);
  }

  /** Gives up a client that has read nothing for too long. */
  void cut(PriceStream stream) {
    stats.cutForSlowness();
    close(stream);
    stream.outlet().cut();
  }

  /** @return false when it was closed before */
  private boolean close(PriceStream stream) {
    if (stream.isClosed()) {
      return false;
    }
    stream.close();
    laggards.remove(stream);
    replays.remove(stream);
    stats.closed();
    Group group = stream.group();
    group.remove(stream);
    if (group.size() == 0) {
      groups.remove(group.subscription());
      interest.remove(group);
      // Field lists come in more orders than memory could hold, so none outlives its last stream.
      events.values().retainAll(groups.values().stream().map(Group::events).toList());
    }
    return true;
  }

  /** Ends all streams, a part at a time within this duration, each with another time to come back; new ones at once. */
  public Future<Void> drain(Duration within) {
    draining = true;
    List<PriceStream> all = new ArrayList<>();
    groups.values().forEach(group -> group.forEach(all::add));
    return new Drain(vertx, within, this::end).run(all);
  }

  private void end(PriceStream stream) {
    if (close(stream)) {
      stream.outlet().end(Sse.retry(settings.retry().toMillis()).appendString("\n"));
    }
  }
}
