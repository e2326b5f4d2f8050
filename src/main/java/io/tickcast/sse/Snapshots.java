package io.tickcast.sse;

import io.tickcast.market.PriceBook;
import io.tickcast.market.Tick;
import io.tickcast.time.Micros;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Comparator;

/** The newest prices for a stream that begins; one that is not fresh carries its age. */
final class Snapshots {
  private final PriceBook book;
  private final long staleMicros;

  Snapshots(PriceBook book, Duration staleAfter) {
    this.book = book;
    staleMicros = staleAfter.toNanos() / 1_000;
  }

  Buffer of(Group group) {
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
}
