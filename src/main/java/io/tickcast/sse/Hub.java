package io.tickcast.sse;

import io.tickcast.config.Settings;
import io.tickcast.market.FeedState;
import io.tickcast.market.PriceBook;
import io.tickcast.market.Tick;
import io.tickcast.market.TickJson;
import io.tickcast.time.Micros;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open streams of one event loop, and the pass that writes to them: a pass starts in the turn after a tick arrived
 * and takes along all that arrived by then, so that each stream gets one write however many ticks there were. Use it on
 * its event loop only.
 */
public final class Hub {
  private static final long CHECK_EVERY_MILLIS = 1_000;
  /** A loop so far behind that more ticks than this wait for one pass sends each symbol's newest only. */
  private static final int MAX_PENDING = 8_192;
  private static final int DRAIN_STEPS = 20;
  /** Lists of fields whose newest events are remembered; clients can ask for more lists than memory could hold. */
  private static final int MAX_KINDS_KEPT = 64;

  private final Vertx vertx;
  private final Settings.Stream settings;
  private final long staleMicros;
  private final StreamStats stats;
  private final boolean timesExchange;
  private final boolean demo;
  private final PriceBook book = new PriceBook();
  private final FeedBoard feeds;
  private final Map<Subscription, Group> groups = new HashMap<>();
  private final Map<EventKind, TickEvents> events = new HashMap<>();

  private List<Tick> pending = new ArrayList<>();
  private long cursor;
  private boolean draining;

  private record EventKind(String exchange, TickJson json) {}

  /**
   * @param staleAfter age from which a price of a snapshot carries its age
   * @param demo       whether every event is to say that no price is real
   */
  public Hub(Vertx vertx, Settings.Stream settings, Duration staleAfter, StreamStats stats, boolean demo) {
    this.vertx = vertx;
    this.settings = settings;
    staleMicros = staleAfter.toNanos() / 1_000;
    this.stats = stats;
    timesExchange = stats.claimExchangeTiming();
    this.demo = demo;
    feeds = new FeedBoard(demo);
    cursor = Micros.now() / 1_000;
    vertx.setPeriodic(settings.heartbeat().toMillis(), timer -> heartbeat());
    vertx.setPeriodic(CHECK_EVERY_MILLIS, timer -> tellFeedChanges());
  }

  public PriceBook book() {
    return book;
  }

  public FeedBoard feeds() {
    return feeds;
  }

  /** A tick from the bus. What is no news ends here. */
  public void tick(Tick tick) {
    if (!tick.isTest()) {
      if (!book.accept(tick)) {
        return;
      }
      if (timesExchange && !tick.isStored()) {
        stats.exchangeToNode().record(tick.receivedAt() - tick.eventTime() * 1_000);
      }
    }
    cursor = Math.max(cursor, tick.receivedAt() / 1_000);
    pending.add(tick);
    if (pending.size() == 1) {
      vertx.runOnContext(v -> pass());
    } else if (pending.size() > MAX_PENDING) {
      pending = conflate(pending);
    }
  }

  private List<Tick> conflate(List<Tick> ticks) {
    Map<String, Tick> newest = new HashMap<>();
    List<Tick> kept = new ArrayList<>();
    ticks.forEach(tick -> {
      if (tick.isTest()) {
        kept.add(tick);
      } else {
        newest.put(tick.exchange() + ' ' + tick.symbol(), tick);
      }
    });
    kept.addAll(newest.values());
    stats.conflated(ticks.size() - kept.size());
    return kept;
  }

  private void pass() {
    if (pending.isEmpty()) {
      return;
    }
    List<Tick> ticks = pending;
    pending = new ArrayList<>();
    long now = System.nanoTime();
    for (Group group : List.copyOf(groups.values())) {
      group.deliver(ticks, now);
      setTimer(group, now);
    }
    if (!groups.isEmpty()) {
      long written = Micros.now();
      ticks.forEach(tick -> stats.nodeToSocket().record(written - tick.receivedAt()));
    }
  }

  private void setTimer(Group group, long now) {
    group.claimTimer(now).ifPresent(delay -> vertx.setTimer(delay, timer -> {
      long fired = System.nanoTime();
      group.timerFired(fired);
      setTimer(group, fired);
    }));
  }

  /** A line's report from the bus. */
  public void feedState(FeedState report) {
    feeds.heard(report, System.nanoTime());
    tellFeedChanges();
  }

  private void tellFeedChanges() {
    stats.turn();
    for (String exchange : feeds.changed(System.nanoTime())) {
      Buffer event = feeds.event(exchange);
      List.copyOf(groups.values()).stream()
          .filter(group -> group.subscription().exchange().equals(exchange))
          .forEach(group -> group.forEach(stream -> {
            if (!stream.offer(event)) {
              stream.missFeedState();
            }
          }));
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
    Buffer event = Sse.event("heartbeat", data);
    // A client that is behind has bytes on their way to it: nothing between us and it can think it idle.
    List.copyOf(groups.values()).forEach(group -> group.forEach(stream -> stream.offer(event)));
  }

  /**
   * Greets a client, gives it the newest prices, and from then on all that it subscribed to; in this order and within
   * this turn, so that nothing comes twice or is missed. When there is no place it is told so, and to come back later.
   *
   * @param response with its headers set and nothing written
   * @param greeting data of the event {@code connected}
   */
  public void open(HttpServerResponse response, Subscription subscription, Map<String, ?> greeting) {
    Buffer head = Sse.retry(settings.retry().toMillis());
    if (draining) {
      response.end(head.appendString("\n"));
      return;
    }
    if (!stats.tryOpen()) {
      response.end(head.appendBuffer(Sse.event("overloaded", Map.of("message", "No more streams fit on this node"))));
      return;
    }
    // The snapshot holds the ticks that wait for a pass: those who are here get them first, and this stream not again.
    pass();
    Group group = groups.computeIfAbsent(subscription, wanted ->
        new Group(wanted, events.computeIfAbsent(
            new EventKind(wanted.exchange(), wanted.json()), kind -> new TickEvents(kind.json, events.size() < MAX_KINDS_KEPT)),
            stats));
    PriceStream stream = new PriceStream(response, group);
    group.add(stream);
    response.closeHandler(v -> close(stream));
    response.drainHandler(v -> catchUp(stream));
    head.appendString("id: " + cursor + "\n").appendBuffer(Sse.event("connected", greeting));
    if (feeds.state(subscription.exchange()) != FeedState.State.LIVE) {
      head.appendBuffer(feeds.event(subscription.exchange()));
    }
    response.write(head.appendBuffer(snapshot(group)).appendBuffer(Sse.id(cursor)));
  }

  private Buffer snapshot(Group group) {
    Buffer snapshot = Buffer.buffer();
    long now = Micros.now();
    book.newest(group.subscription().exchange()).stream()
        .filter(group.subscription()::wants)
        .sorted(Comparator.comparing(Tick::symbol))
        .forEach(tick -> snapshot.appendBytes(tick.isStored() || tick.age(now) > staleMicros
            ? group.events().agedEvent(tick, tick.age(now) / 1_000)
            : group.events().event(tick)));
    return snapshot;
  }

  private void catchUp(PriceStream stream) {
    if (!stream.canCatchUp()) {
      return;
    }
    // While it is still behind, so that the ticks that wait for a pass are missed as well, and not older than the rest.
    pass();
    PriceStream.Missed missed = stream.drained();
    Group group = stream.group();
    String exchange = group.subscription().exchange();
    List<Tick> newest = new ArrayList<>();
    missed.symbols().forEach(symbol -> book.newest(exchange, symbol).ifPresent(newest::add));
    missed.test().ifPresent(newest::add);
    Buffer frame = missed.feedState() ? feeds.event(exchange) : Buffer.buffer();
    frame.appendBuffer(group.frame(newest));
    if (frame.length() > 0) {
      stream.offer(frame);
      stats.caughtUp();
    }
  }

  /** @return false when it was closed before */
  private boolean close(PriceStream stream) {
    if (!stream.close()) {
      return false;
    }
    Group group = stream.group();
    group.remove(stream);
    stats.closed();
    if (group.isEmpty()) {
      groups.remove(group.subscription());
      // None outlives its last stream.
      events.values().retainAll(groups.values().stream().map(Group::events).toList());
    }
    return true;
  }

  /** Ends all streams, a part at a time within this duration, each with another time to come back; new ones at once. */
  public Future<Void> drain(Duration within) {
    draining = true;
    List<PriceStream> all = new ArrayList<>();
    groups.values().forEach(group -> group.forEach(all::add));
    Promise<Void> done = Promise.promise();
    drain(all, all.size() / DRAIN_STEPS + 1, Math.max(1, within.toMillis() / DRAIN_STEPS), done);
    return done.future();
  }

  private void drain(List<PriceStream> rest, int part, long everyMillis, Promise<Void> done) {
    if (rest.isEmpty()) {
      done.complete();
      return;
    }
    int now = Math.min(part, rest.size());
    rest.subList(0, now).forEach(stream -> {
      if (close(stream)) {
        stream.end(Sse.retry(settings.retry().toMillis()).appendString("\n"));
      }
    });
    vertx.setTimer(everyMillis, timer -> drain(rest.subList(now, rest.size()), part, everyMillis, done));
  }
}
