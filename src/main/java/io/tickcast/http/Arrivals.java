package io.tickcast.http;

import io.tickcast.config.Settings;
import io.tickcast.sse.Stay;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How fast streams may come, and how many of one address: for all event loops of a node. Thread-safe. */
final class Arrivals implements Shareable {
  private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  private final int perSecond;
  private final int perAddress;
  private final Map<ByteBuffer, Integer> byAddress = new ConcurrentHashMap<>();
  /** Addresses that have as many as they may. */
  private final AtomicInteger full = new AtomicInteger();
  private final LongAdder tooFast = new LongAdder();
  private final LongAdder tooMany = new LongAdder();
  private double allowance;
  private long allowedAt;

  Arrivals(Settings.Stream settings, long nowNanos) {
    perSecond = settings.openRate();
    perAddress = settings.maxPerAddress();
    allowance = perSecond;
    allowedAt = nowNanos;
  }

  /** Those of the node that this Vert.x runs. */
  static Arrivals of(Vertx vertx, Settings.Stream settings) {
    return vertx.sharedData().<String, Arrivals>getLocalMap("tickcast.arrivals")
        .computeIfAbsent("node", key -> new Arrivals(settings, System.nanoTime()));
  }

  /** @return why it may not come; empty: it has its place for as long as its {@link #stay} */
  Optional<String> refuse(ByteBuffer address, long nowNanos) {
    // First the address: one that has enough would else take what others may open.
    if (perAddress > 0 && !enter(address)) {
      tooMany.increment();
      return Optional.of("Too many streams of one address: this node lets each have " + perAddress);
    }
    if (!isInTime(nowNanos)) {
      if (perAddress > 0) {
        left(address);
      }
      tooFast.increment();
      return Optional.of("Streams come too fast for this node");
    }
    return Optional.empty();
  }

  /** For one that was not refused. */
  Stay stay(Optional<Instant> until, ByteBuffer address) {
    if (perAddress == 0) {
      return until.isEmpty() ? Stay.FREE : new Stay(until, Stay.FREE.left());
    }
    return new Stay(until, () -> left(address));
  }

  private boolean enter(ByteBuffer address) {
    int count = byAddress.merge(address, 1, Integer::sum);
    if (count == perAddress) {
      full.incrementAndGet();
    } else if (count > perAddress) {
      left(address);
    }
    return count <= perAddress;
  }

  private void left(ByteBuffer address) {
    byAddress.computeIfPresent(address, (key, count) -> {
      if (count == perAddress) {
        full.decrementAndGet();
      }
      return count == 1 ? null : count - 1;
    });
  }

  private synchronized boolean isInTime(long nowNanos) {
    if (perSecond == 0) {
      return true;
    }
    allowance = Math.min(perSecond, allowance + (nowNanos - allowedAt) / NANOS_PER_SECOND * perSecond);
    allowedAt = nowNanos;
    if (allowance < 1) {
      return false;
    }
    allowance--;
    return true;
  }

  JsonObject toJson() {
    JsonObject bounds = new JsonObject();
    if (perAddress > 0) {
      bounds.put("max_per_address", perAddress).put("full_addresses", Math.max(0, full.get()));
    }
    if (perSecond > 0) {
      bounds.put("max_per_second", perSecond);
    }
    return bounds
        .put("addresses", byAddress.size())
        .put("too_fast", tooFast.sum())
        .put("too_many_of_an_address", tooMany.sum());
  }
}
